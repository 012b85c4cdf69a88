/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/budget.h"

#include <inttypes.h>
#include <stdarg.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/spool.h"

enum { RATIO_COUNTS_FROM = 16 << 20 };

void
budget_release(struct budget *budget)
{
	strings_release(&budget->hit);
}

/* Small inputs may unpack to much: a megabyte of zeros is a thousand bytes of gzip. */
static uint64_t
ratio_limit(const struct budget *budget)
{
	uint64_t most;

	if (__builtin_mul_overflow(budget->input, budget->limits->ratio, &most))
		return UINT64_MAX;
	return MAX(most, (uint64_t)RATIO_COUNTS_FROM);
}

/* A buffer that grows needs its old and its new room at once, and reports need some too.
 */
static uint64_t
memory_limit(const struct budget *budget)
{
	if (budget->spool != NULL)
		return UINT64_MAX;
	return budget->limits->memory == 0 ? UINT64_MAX : budget->limits->memory / 4;
}

static uint64_t
less(uint64_t from, uint64_t what)
{
	return from > what ? from - what : 0;
}

uint64_t
budget_left(const struct budget *budget)
{
	uint64_t all = MIN(budget->limits->decoded, ratio_limit(budget));

	return MIN(less(all, budget->decoded), less(memory_limit(budget), budget->held));
}

/* Two sides are decoded at once, and what they decode to has room beside their windows; the
 * usual 512 MiB take the 128 MiB of zstd --ultra twice. */
uint64_t
budget_window(const struct budget *budget)
{
	return budget->limits->memory == 0 ? UINT64_MAX : budget->limits->memory / 16 * 5;
}

struct buffer
budget_buffer(const struct budget *budget)
{
	return (struct buffer){ .limit = budget_left(budget), .spool = budget->spool };
}

struct budget
budget_side(const struct budget *whole)
{
	struct budget side = *whole;

	side.hit = (struct strings){ 0 };
	return side;
}

void
budget_join(struct budget *whole, struct budget *side, const struct budget *before)
{
	whole->members += side->members - before->members;
	whole->decoded += side->decoded - before->decoded;
	whole->held += side->held - before->held;
	for (size_t i = 0; i < side->hit.count; i++)
		budget_hit(whole, "%s", side->hit.items[i]);
	budget_release(side);
}

void
budget_spend(struct budget *budget, const struct buffer *decoded)
{
	budget->decoded += decoded->size;
	if (decoded->spooled)
		spool_keep(decoded->spool, decoded->data, decoded->size + 1);
	else
		budget->held += decoded->size;
}

void
budget_return(struct budget *budget, uint64_t decoded)
{
	budget->held = less(budget->held, decoded);
}

bool
budget_member(struct budget *budget)
{
	if (budget->members < budget->limits->members) {
		budget->members++;
		return true;
	}
	budget_hit(budget, "members: more than %" PRIu64, budget->limits->members);
	return false;
}

void
budget_hit(struct budget *budget, const char *fmt, ...)
{
	cleanup_free char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	if (!strings_contain(&budget->hit, text))
		strings_add(&budget->hit, text);
}

void
budget_hit_decoding(struct budget *budget)
{
	uint64_t decoded = budget->limits->decoded;

	if (memory_limit(budget) <= MIN(decoded, ratio_limit(budget)))
		budget_hit(budget,
			   "memory: a stream unpacks to more than fits into %" PRIu64
			   " bytes",
			   budget->limits->memory);
	else if (ratio_limit(budget) < decoded)
		budget_hit(budget,
			   "ratio: streams unpack to more than %" PRIu64
			   " times the input",
			   budget->limits->ratio);
	else
		budget_hit(budget,
			   "decoded: streams unpack to more than %" PRIu64 " bytes",
			   decoded);
}
