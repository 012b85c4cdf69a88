/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/html.h"
#include "compare/ledger.h"
#include "compare/rule.h"

enum { LINES_SHOWN = 500, PER_MILLE = 1000 };

void
html_open(struct xml_writer *writer, const char *name, const char *class)
{
	xml_open(writer, name);
	xml_attribute(writer, "class", class);
}

void
html_number(struct xml_writer *writer, uint64_t number)
{
	/* A narrow space that does not break: U+202F. */
	static const char space[] = "\xe2\x80\xaf";
	cleanup_free char *figures = xasprintf("%" PRIu64, number);
	cleanup_buffer struct buffer out = BUFFER_INIT(100);

	for (size_t left = strlen(figures), i = 0; left > 0; left--, i++) {
		if (i > 0 && left % 3 == 0)
			buffer_append_text(&out, space);
		buffer_append_byte(&out, (uint8_t)figures[i]);
	}
	xml_text(writer, buffer_text(&out));
}

/* "tar-mtime/1": what the table says of it; NULL for a rule of another version of cupel.
 */
static const struct rule *
rule_of(const char *name)
{
	size_t size = strcspn(name, "/");
	const struct rule *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		if (strlen(rule->id) == size && strncmp(rule->id, name, size) == 0)
			return rule;
	return NULL;
}

static void
write_value(struct xml_writer *writer, const char *value)
{
	xml_open(writer, "td");
	if (value == NULL)
		xml_text(writer, "(absent)");
	else
		xml_element(writer, "code", NULL, value);
	xml_close(writer);
}

static void
write_line(struct xml_writer *writer, const struct normalized *line)
{
	xml_open(writer, "tr");
	xml_open(writer, "td");
	xml_element(writer, "code", NULL, line->path);
	xml_element(writer, "span", "key", line->key);
	xml_close(writer);
	html_open(writer, "td", "amount");
	html_number(writer, line->count);
	xml_close(writer);
	write_value(writer, line->rebuilt);
	write_value(writer, line->published);
	xml_close(writer);
}

static void
write_lines(struct xml_writer *writer, const struct ledger_rule *rule)
{
	size_t shown = MIN(rule->count, (size_t)LINES_SHOWN);

	xml_open(writer, "details");
	xml_open(writer, "summary");
	xml_text(writer, rule->count == 1 ? "where, with both values"
					  : "where, with the values of each kind");
	xml_close(writer);
	html_open(writer, "div", "scroll");
	xml_open(writer, "table");
	xml_open(writer, "tr");
	xml_element(writer, "th", NULL, "first place");
	xml_element(writer, "th", "amount", "times");
	xml_element(writer, "th", NULL, "rebuilt");
	xml_element(writer, "th", NULL, "published");
	xml_close(writer);
	for (size_t i = 0; i < shown; i++)
		write_line(writer, rule->lines[i]);
	xml_close(writer);
	xml_close(writer);
	if (shown < rule->count)
		xml_format(writer, "and %zu lines more, which the JSON report has",
			   rule->count - shown);
	xml_close(writer);
}

static void
write_rule(struct xml_writer *writer, const struct ledger_rule *rule)
{
	const struct rule *known = rule_of(rule->rule);

	html_open(writer, "div", "rule");
	xml_open(writer, "p");
	xml_element(writer, "code", NULL, rule->rule);
	xml_text(writer, " ");
	html_open(writer, "span", "key");
	html_number(writer, rule->times);
	xml_text(writer, rule->times == 1 ? " time" : " times");
	xml_close(writer);
	xml_close(writer);
	if (known != NULL) {
		xml_element(writer, "p", NULL, known->harmless);
		xml_open(writer, "p");
		xml_attribute(writer, "class", "soft");
		xml_format(writer, "It could hide: %s", known->hides);
		xml_close(writer);
	}
	write_lines(writer, rule);
	xml_close(writer);
}

void
html_ledger(struct xml_writer *writer, const struct comparison *comparison)
{
	cleanup_ledger struct ledger ledger = { 0 };

	if (comparison->normalized_count == 0)
		return;
	ledger_of(&ledger, comparison);
	xml_open(writer, "h2");
	xml_text(writer, "Normalised");
	html_open(writer, "span", "count");
	xml_format(writer, "by %zu %s", ledger.rule_count,
		   ledger.rule_count == 1 ? "rule" : "rules");
	xml_close(writer);
	xml_close(writer);
	html_open(writer, "section", "card");
	for (size_t i = 0; i < ledger.rule_count; i++)
		write_rule(writer, &ledger.rules[i]);
	xml_close(writer);
}

static void
write_exception(struct xml_writer *writer, const struct exception_use *use)
{
	cleanup_free char *extent = exception_use_extent(use);

	html_open(writer, "div", "rule");
	xml_open(writer, "p");
	xml_element(writer, "strong", NULL, exception_state_name(use->state));
	xml_text(writer, " ");
	xml_element(writer, "code", NULL, use->path);
	if (use->key != NULL)
		xml_element(writer, "span", "key", use->key);
	xml_close(writer);
	xml_element(writer, "p", NULL, use->reason);
	xml_element(writer, "p", "soft", extent);
	xml_close(writer);
}

void
html_exceptions(struct xml_writer *writer, const struct comparison *comparison)
{
	if (comparison->exception_count == 0)
		return;
	xml_element(writer, "h2", NULL, "Exceptions");
	html_open(writer, "section", "card");
	for (size_t i = 0; i < comparison->exception_count; i++)
		write_exception(writer, &comparison->exceptions[i]);
	xml_close(writer);
}

static void
write_share(struct xml_writer *writer, const char *class, uint64_t part, uint64_t whole)
{
	/* A report of somebody else's may say that a part is more than the whole. */
	unsigned share = part >= whole
				 ? PER_MILLE
				 : (unsigned)((double)part / (double)whole * PER_MILLE);

	/* What is there can be seen. */
	share = part > 0 ? MAX(share, 5U) : 0;
	html_open(writer, "span", class);
	xml_attribute_format(writer, "style", "width:%u.%u%%", share / 10, share % 10);
	xml_close(writer);
}

static void
write_legend(struct xml_writer *writer, const char *class, uint64_t part,
	     const char *text)
{
	xml_open(writer, "li");
	xml_element(writer, "i", class, "");
	xml_open(writer, "b");
	html_number(writer, part);
	xml_close(writer);
	xml_text(writer, text);
	xml_close(writer);
}

void
html_account(struct xml_writer *writer, const struct comparison *comparison)
{
	const struct accounting *bytes = &comparison->accounting;

	if (bytes->differing == 0)
		return;
	html_open(writer, "div", "bar");
	xml_attribute(writer, "aria-hidden", "true");
	write_share(writer, "f", bytes->found, bytes->differing);
	write_share(writer, "n", bytes->normalized, bytes->differing);
	write_share(writer, "w", bytes->follows, bytes->differing);
	xml_close(writer);
	html_open(writer, "ul", "legend");
	xml_open(writer, "li");
	xml_open(writer, "b");
	html_number(writer, bytes->differing);
	xml_close(writer);
	xml_text(writer, " bytes differ:");
	xml_close(writer);
	write_legend(writer, "f", bytes->found, " in findings");
	write_legend(writer, "n", bytes->normalized, " normalised");
	write_legend(writer, "w", bytes->follows, " follow from these");
	xml_close(writer);
}

static void
write_digest(struct xml_writer *writer, const char *name, const char *hex)
{
	if (hex[0] == '\0')
		return;
	html_open(writer, "p", "digest");
	xml_format(writer, "%s:%s", name, hex);
	xml_close(writer);
}

static void
write_side(struct xml_writer *writer, const char *label,
	   const struct artifact_facts *facts)
{
	html_open(writer, "section", "card");
	xml_element(writer, "p", "brand", label);
	xml_open(writer, "p");
	xml_element(writer, "code", NULL, facts->name);
	html_open(writer, "span", "key");
	html_number(writer, facts->size);
	xml_text(writer, " bytes");
	xml_close(writer);
	xml_close(writer);
	write_digest(writer, "sha256", facts->sha256);
	write_digest(writer, "sha512", facts->sha512);
	xml_close(writer);
}

void
html_digests(struct xml_writer *writer, const struct comparison *comparison)
{
	xml_element(writer, "h2", NULL, "What was compared");
	html_open(writer, "div", "pair");
	write_side(writer, "published", &comparison->published);
	write_side(writer, "rebuilt", &comparison->rebuilt);
	xml_close(writer);
}
