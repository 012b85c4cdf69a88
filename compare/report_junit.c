/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as JUnit XML, as continuous integration reads it: a suite for each
 * artifact with a case for its verdict and one for each member that differs, and a suite
 * for the verdict of a whole.  An alarm or a change is a failure; a member of which there
 * are only notes passes, and says them.  "Could not tell" is never fine: it is an error,
 * not a case that was skipped, as skipped ones do not stop anybody; only where
 * --stop-after left the road early, as it was asked to, a case is skipped.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/document.h"
#include "compare/finding.h"
#include "compare/xml_writer.h"

enum { MESSAGE_MAX = 1000, CASE_MAX = 1 << 18 };

struct counts {
	size_t tests, failures, errors, skipped;
};

/* The findings of one artifact, by member, the worst of each first. */
struct members {
	const struct finding **findings; /* owned */
	size_t count;
};

static void
members_release(struct members *members)
{
	free(members->findings);
}

static int
order_findings(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;
	int order = strcmp(a->path, b->path);

	if (order == 0)
		order = (int)b->severity - (int)a->severity;
	return order != 0 ? order : (a > b) - (a < b);
}

static void
members_of(struct members *out, const struct comparison *comparison)
{
	out->count = comparison->finding_count;
	out->findings = xcalloc(out->count + 1, sizeof(const struct finding *));
	for (size_t i = 0; i < out->count; i++)
		out->findings[i] = &comparison->findings[i];
	qsort(out->findings, out->count, sizeof(const struct finding *), order_findings);
}

/* How many findings, from this one on, are of the same member. */
static size_t
of_one_member(const struct members *members, size_t first)
{
	size_t end = first + 1;

	while (end < members->count &&
	       strcmp(members->findings[end]->path, members->findings[first]->path) == 0)
		end++;
	return end - first;
}

enum verdict_kind { VERDICT_PASSES, VERDICT_FAILS, VERDICT_IS_OPEN, VERDICT_SKIPPED };

static enum verdict_kind
judge(bool decided, enum outcome outcome, bool suspicious)
{
	if (!decided)
		return VERDICT_SKIPPED;
	if (outcome == OUTCOME_DIFFERENT)
		return VERDICT_FAILS;
	if (outcome != OUTCOME_IDENTICAL && outcome != OUTCOME_EQUIVALENT)
		return VERDICT_IS_OPEN;
	return suspicious ? VERDICT_FAILS : VERDICT_PASSES;
}

static void
count_verdict(struct counts *counts, enum verdict_kind kind)
{
	counts->tests++;
	counts->failures += kind == VERDICT_FAILS;
	counts->errors += kind == VERDICT_IS_OPEN;
	counts->skipped += kind == VERDICT_SKIPPED;
}

static struct counts
count_artifact(const struct document_artifact *artifact)
{
	__attribute__((cleanup(members_release))) struct members members = { 0 };
	struct counts counts = { 0 };

	count_verdict(&counts, judge(true, artifact->outcome, artifact->suspicious));
	members_of(&members, &artifact->comparison);
	for (size_t i = 0; i < members.count; i += of_one_member(&members, i)) {
		counts.tests++;
		counts.failures += members.findings[i]->severity > SEVERITY_NOTE;
	}
	return counts;
}

static void
write_counts(struct xml_writer *writer, const struct counts *counts)
{
	xml_attribute_format(writer, "tests", "%zu", counts->tests);
	xml_attribute_format(writer, "failures", "%zu", counts->failures);
	xml_attribute_format(writer, "errors", "%zu", counts->errors);
	xml_attribute_format(writer, "skipped", "%zu", counts->skipped);
}

static void
open_case(struct xml_writer *writer, const char *suite, const char *name)
{
	xml_open(writer, "testcase");
	xml_attribute(writer, "classname", suite);
	xml_attribute(writer, "name", name);
}

/* failure, error or skipped, with a message that fits into one line. */
static void
write_trouble(struct xml_writer *writer, const char *element, const char *type,
	      const char *message, const char *text)
{
	xml_open(writer, element);
	if (type != NULL)
		xml_attribute(writer, "type", type);
	xml_attribute_format(writer, "message", "%.*s", MESSAGE_MAX, message);
	xml_lines(writer, text);
	xml_close(writer);
}

static void
write_output(struct xml_writer *writer, const char *text)
{
	xml_open(writer, "system-out");
	xml_lines(writer, text);
	xml_close(writer);
}

static void
write_verdict(struct xml_writer *writer, const char *suite, enum verdict_kind kind,
	      const char *verdict, const struct strings *reasons)
{
	static const char *const elements[] = { [VERDICT_FAILS] = "failure",
						[VERDICT_IS_OPEN] = "error",
						[VERDICT_SKIPPED] = "skipped" };
	cleanup_free char *text = strings_join(reasons, "\n");

	open_case(writer, suite, "verdict");
	if (kind != VERDICT_PASSES)
		write_trouble(writer, elements[kind],
			      kind == VERDICT_SKIPPED ? NULL : "verdict", verdict,
			      *text != '\0' ? text : verdict);
	else
		write_output(writer, verdict);
	xml_close(writer);
}

static void
append_side(struct buffer *out, const char *label, const struct side *side)
{
	if (side->present && side->value != NULL)
		buffer_printf(out, "  %s: %s\n", label, side->value);
}

static void
append_finding(struct buffer *out, const struct finding *finding)
{
	buffer_printf(out, "%s: %s: %s\n", severity_name(finding->severity), finding->key,
		      finding->message);
	append_side(out, "published", &finding->published);
	append_side(out, "rebuilt", &finding->rebuilt);
	if (finding->cause != NULL)
		buffer_printf(out, "  cause: %s\n", finding->cause);
	if (finding->hint != NULL)
		buffer_printf(out, "  hint: %s\n", finding->hint);
	if (finding->diff != NULL)
		buffer_printf(out, "%s\n", finding->diff);
}

/* As many of the findings as have room; the others are counted. */
static void
append_findings(struct buffer *out, const struct finding **findings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		cleanup_buffer struct buffer one = BUFFER_INIT(CASE_MAX);

		append_finding(&one, findings[i]);
		if (one.overflow || out->size + one.size > CASE_MAX) {
			buffer_printf(out,
				      "and %zu more, for which there is no room here\n",
				      count - i);
			return;
		}
		buffer_append(out, buffer_bytes(&one));
	}
}

static void
write_member(struct xml_writer *writer, const char *suite,
	     const struct finding **findings, size_t count)
{
	const struct finding *worst = findings[0];
	cleanup_buffer struct buffer text = BUFFER_INIT((size_t)2 * CASE_MAX);
	cleanup_free char *message = xasprintf("%s: %s", worst->key, worst->message);

	append_findings(&text, findings, count);
	open_case(writer, suite, worst->path);
	if (worst->severity > SEVERITY_NOTE)
		write_trouble(writer, "failure", severity_name(worst->severity), message,
			      buffer_text(&text));
	else
		write_output(writer, buffer_text(&text));
	xml_close(writer);
}

static void
write_property(struct xml_writer *writer, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	xml_open(writer, "property");
	xml_attribute(writer, "name", name);
	xml_attribute(writer, "value", value);
	xml_close(writer);
}

static void
write_exception(struct xml_writer *writer, const struct exception_use *use)
{
	cleanup_free char *extent = exception_use_extent(use);
	cleanup_free char *text =
		xasprintf("%s: %s%s%s: %s (%s)", exception_state_name(use->state),
			  use->path, use->key != NULL ? " " : "",
			  use->key != NULL ? use->key : "", use->reason, extent);

	write_property(writer, "exception", text);
}

static void
write_properties(struct xml_writer *writer, const struct comparison *comparison)
{
	xml_open(writer, "properties");
	write_property(writer, "published", comparison->published.name);
	write_property(writer, "published.sha256", comparison->published.sha256);
	write_property(writer, "rebuilt", comparison->rebuilt.name);
	write_property(writer, "rebuilt.sha256", comparison->rebuilt.sha256);
	for (size_t i = 0; i < comparison->normalized_count; i++)
		if (i == 0 || strcmp(comparison->normalized[i].rule,
				     comparison->normalized[i - 1].rule) != 0)
			write_property(writer, "normalized",
				       comparison->normalized[i].rule);
	for (size_t i = 0; i < comparison->exception_count; i++)
		write_exception(writer, &comparison->exceptions[i]);
	xml_close(writer);
}

static const char *
name_of(const char *name)
{
	return name != NULL && *name != '\0' ? name : "unnamed";
}

static void
write_artifact(struct xml_writer *writer, const struct document_artifact *artifact)
{
	__attribute__((cleanup(members_release))) struct members members = { 0 };
	struct counts counts = count_artifact(artifact);
	const char *suite = name_of(artifact->name);
	cleanup_free char *verdict =
		xasprintf("%s%s", outcome_name(artifact->outcome),
			  artifact->suspicious ? " (suspicious)" : "");

	xml_open(writer, "testsuite");
	xml_attribute(writer, "name", suite);
	write_counts(writer, &counts);
	if (artifact->compared)
		write_properties(writer, &artifact->comparison);
	write_verdict(writer, suite, judge(true, artifact->outcome, artifact->suspicious),
		      verdict, &artifact->comparison.limits);
	members_of(&members, &artifact->comparison);
	for (size_t i = 0; i < members.count; i += of_one_member(&members, i))
		write_member(writer, suite, members.findings + i,
			     of_one_member(&members, i));
	xml_close(writer);
}

static void
write_whole(struct xml_writer *writer, const struct document *document)
{
	enum verdict_kind kind =
		judge(document->decided, document->outcome, document->suspicious);
	cleanup_free char *verdict = document_verdict(document);
	struct counts counts = { 0 };

	count_verdict(&counts, kind);
	xml_open(writer, "testsuite");
	xml_attribute(writer, "name", name_of(document->title));
	write_counts(writer, &counts);
	write_verdict(writer, name_of(document->title), kind, verdict,
		      &document->reasons);
	xml_close(writer);
}

static struct counts
count_all(const struct document *document)
{
	struct counts all = { 0 };

	if (document->whole)
		count_verdict(&all, judge(document->decided, document->outcome,
					  document->suspicious));
	for (size_t i = 0; i < document->artifact_count; i++) {
		struct counts one = count_artifact(&document->artifacts[i]);

		all.tests += one.tests;
		all.failures += one.failures;
		all.errors += one.errors;
	}
	return all;
}

static void
write_junit(const struct document *document, const struct report_style *style,
	    struct buffer *out)
{
	struct xml_writer *writer = xml_begin(out, XML_KIND_DOCUMENT);
	struct counts counts = count_all(document);

	(void)style;
	xml_open(writer, "testsuites");
	xml_attribute(writer, "name", PACKAGE_NAME);
	write_counts(writer, &counts);
	if (document->whole)
		write_whole(writer, document);
	for (size_t i = 0; i < document->artifact_count; i++)
		write_artifact(writer, &document->artifacts[i]);
	xml_end(writer);
}

const struct report_form report_form_junit = { .name = "junit", .write = write_junit };
