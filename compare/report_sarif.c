/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as SARIF 2.1.0 (OASIS): one run, whose rules are the kinds of finding; an
 * alarm is an error, a change a warning, a note a note.
 *
 * What a rule of cupel excuses is a result of kind "informational", one for each rule
 * with the first place: it is no problem that somebody chose to suppress, so it has no
 * `suppressions`, and viewers show it only when asked.  What was not compared makes the
 * run unsuccessful, and is a notification: no result of a file can say that others are
 * missing.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"
#include "compare/document.h"
#include "compare/ledger.h"
#include "compare/ranking.h"
#include "compare/sarif.h"

/* Who takes SARIF refuses a run of more than 25,000 results (GitHub); rules, exceptions
 * and a verdict are results too. */
enum { FINDINGS_MAX = 20000 };

/* A finding with what sets it apart from others of the same fingerprint. */
struct print {
	const struct finding *finding;
	char hex[DIGEST_HEX_MAX];
	unsigned repeat;
};

static void
set_message(struct json *object, const char *key, const char *text)
{
	json_set(object, key, sarif_message(text));
}

static struct json *
tool_to_json(const struct document *document)
{
	struct json *tool = json_new_object(), *driver = json_new_object();

	json_set_text(driver, "name", PACKAGE_NAME);
	json_set_text(driver, "version",
		      document->version != NULL ? document->version : PACKAGE_VERSION);
	json_set(driver, "rules", sarif_rules());
	json_set(tool, "driver", driver);
	return tool;
}

static struct json *
new_result(size_t rule, const char *kind, const char *level)
{
	struct json *result = json_new_object();

	json_set_text(result, "ruleId", sarif_rule_id(rule));
	json_set_number(result, "ruleIndex", (int64_t)rule);
	json_set_text(result, "kind", kind);
	json_set_text(result, "level", level);
	return result;
}

static void
append_side(struct buffer *out, const char *label, const struct side *side)
{
	if (side->present && side->value != NULL)
		buffer_printf(out, "; %s: %s", label, side->value);
}

static void
set_finding_message(struct json *result, const struct finding *finding)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 24);

	buffer_printf(&text, "%s: %s", finding->key, finding->message);
	append_side(&text, "published", &finding->published);
	append_side(&text, "rebuilt", &finding->rebuilt);
	if (finding->cause != NULL)
		buffer_printf(&text, "; cause: %s", finding->cause);
	if (finding->hint != NULL)
		buffer_printf(&text, "; hint: %s", finding->hint);
	set_message(result, "message", buffer_text(&text));
}

static void
set_location(struct json *result, const char *key, struct json *location)
{
	struct json *list = json_new_array();

	json_append(list, location);
	json_set(result, key, list);
}

static struct json *
finding_to_result(const struct print *print)
{
	static const char *const levels[] = { [SEVERITY_NOTE] = "note",
					      [SEVERITY_CHANGE] = "warning",
					      [SEVERITY_ALARM] = "error" };
	const struct finding *finding = print->finding;
	struct json *result =
		new_result(finding->kind, "fail", levels[finding->severity]);
	struct json *fingerprints = json_new_object();
	cleanup_free char *stable = xasprintf("%s:%u", print->hex, print->repeat);

	set_finding_message(result, finding);
	set_location(result, "locations", sarif_location(finding, &finding->published));
	if (finding->rebuilt.present) {
		struct json *related = sarif_location(finding, &finding->rebuilt);

		set_message(related, "message", "rebuilt");
		set_location(result, "relatedLocations", related);
	}
	json_set_text(fingerprints, "cupelFinding/v1", stable);
	json_set(result, "partialFingerprints", fingerprints);
	if (finding->diff != NULL) {
		struct json *properties = json_new_object();

		json_set(properties, "diff", sarif_text(finding->diff, "\\\t\n"));
		json_set(result, "properties", properties);
	}
	return result;
}

static int
order_by_print(const void *left, const void *right)
{
	const struct print *a = *(const struct print *const *)left;
	const struct print *b = *(const struct print *const *)right;
	int order = strcmp(a->hex, b->hex);

	return order != 0 ? order : (a->finding > b->finding) - (a->finding < b->finding);
}

/* Numbers those that have the same fingerprint, in the order of the comparison. */
static void
number_repeats(struct print *prints, size_t count)
{
	cleanup_free struct print **sorted = xcalloc(count + 1, sizeof(struct print *));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &prints[i];
	qsort(sorted, count, sizeof(struct print *), order_by_print);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->hex, sorted[i]->hex) == 0)
			sorted[i]->repeat = sorted[i - 1]->repeat + 1;
}

/* The worst and largest, as many as there is room for. */
static void
add_findings(struct json *results, const struct comparison *comparison, size_t *room)
{
	cleanup_ranking struct ranking ranking = { 0 };
	size_t count = comparison->finding_count;
	cleanup_free struct print *prints = xcalloc(count + 1, sizeof(struct print));

	ranking_of(&ranking, comparison);
	for (size_t group = 0, at = 0; group < ranking.group_count; group++)
		for (size_t i = 0; i < ranking.groups[group].count; i++, at++) {
			prints[at].finding = ranking.groups[group].findings[i];
			sarif_fingerprint(prints[at].finding, prints[at].hex);
		}
	number_repeats(prints, count);
	for (size_t i = 0; i<count && * room> 0; i++, --*room)
		json_append(results, finding_to_result(&prints[i]));
}

static void
add_normalized(struct json *results, const struct comparison *comparison)
{
	cleanup_ledger struct ledger ledger = { 0 };

	ledger_of(&ledger, comparison);
	for (size_t i = 0; i < ledger.rule_count; i++) {
		const struct ledger_rule *rule = &ledger.rules[i];
		const struct finding place = { .path = rule->lines[0]->path,
					       .key = rule->lines[0]->key };
		struct json *result =
			new_result(SARIF_NORMALIZED, "informational", "none");
		cleanup_free char *text =
			xasprintf("%s: normalised %" PRIu64 " %s, first here", rule->rule,
				  rule->times, rule->times == 1 ? "time" : "times");

		set_message(result, "message", text);
		set_location(result, "locations", sarif_location(&place, NULL));
		json_append(results, result);
	}
}

/* What an exception excuses stands in the ledger as well; this says why it was made. */
static void
add_exceptions(struct json *results, const struct comparison *comparison)
{
	static char any[] = "";

	for (size_t i = 0; i < comparison->exception_count; i++) {
		const struct exception_use *use = &comparison->exceptions[i];
		const struct finding place = { .path = use->path,
					       .key = use->key != NULL ? use->key : any };
		struct json *result =
			new_result(SARIF_NORMALIZED, "informational", "none");
		cleanup_free char *extent = exception_use_extent(use);
		cleanup_free char *text =
			xasprintf("exception %s: %s (%s)",
				  exception_state_name(use->state), use->reason, extent);

		set_message(result, "message", text);
		set_location(result, "locations", sarif_location(&place, NULL));
		json_append(results, result);
	}
}

static bool
is_known(const struct document *document)
{
	return document->decided && (document->outcome == OUTCOME_IDENTICAL ||
				     document->outcome == OUTCOME_EQUIVALENT ||
				     document->outcome == OUTCOME_DIFFERENT);
}

/* The verdict of a whole may be worse than any finding: an orphan commit, no source. */
static void
add_verdict(struct json *results, const struct document *document)
{
	bool fine = is_known(document) && document->outcome != OUTCOME_DIFFERENT &&
		    !document->suspicious;
	struct json *result = new_result(SARIF_VERDICT, fine ? "pass" : "fail",
					 fine ? "none" : "error");
	cleanup_free char *verdict = document_verdict(document);
	cleanup_free char *reasons = strings_join(&document->reasons, "; ");
	cleanup_free char *text =
		xasprintf("%s%s%s", verdict, *reasons != '\0' ? ": " : "", reasons);
	char *title = document->title;
	static char unnamed[] = "unnamed", key[] = "verdict";
	const struct finding place = { .path = title != NULL ? title : unnamed,
				       .key = key };

	set_message(result, "message", text);
	set_location(result, "locations", sarif_location(&place, NULL));
	json_append(results, result);
}

static struct json *
results_to_json(const struct document *document)
{
	struct json *results = json_new_array();
	size_t room = FINDINGS_MAX;

	if (document->whole)
		add_verdict(results, document);
	for (size_t i = 0; i < document->artifact_count; i++)
		add_findings(results, &document->artifacts[i].comparison, &room);
	for (size_t i = 0; i < document->artifact_count; i++) {
		add_exceptions(results, &document->artifacts[i].comparison);
		add_normalized(results, &document->artifacts[i].comparison);
	}
	return results;
}

static void
add_notification(struct json *notifications, const char *level, const char *text)
{
	struct json *notification = json_new_object();

	json_set_text(notification, "level", level);
	set_message(notification, "message", text);
	json_append(notifications, notification);
}

static void
add_cut(struct json *notifications, const struct document *document)
{
	cleanup_free char *text = NULL;
	size_t count = 0;

	for (size_t i = 0; i < document->artifact_count; i++)
		count += document->artifacts[i].comparison.finding_count;
	if (count <= FINDINGS_MAX)
		return;
	text = xasprintf("the %d worst of %zu findings are here; the JSON report has all",
			 FINDINGS_MAX, count);
	add_notification(notifications, "warning", text);
}

static struct json *
invocation_to_json(const struct document *document)
{
	struct json *invocation = json_new_object(), *notifications = json_new_array();

	for (size_t i = 0; i < document->artifact_count; i++) {
		const struct strings *limits = &document->artifacts[i].comparison.limits;

		for (size_t j = 0; j < limits->count; j++)
			add_notification(notifications, "error", limits->items[j]);
	}
	for (size_t i = 0; i < document->reasons.count && !is_known(document); i++)
		add_notification(notifications, "error", document->reasons.items[i]);
	add_cut(notifications, document);
	json_set_bool(invocation, "executionSuccessful", is_known(document));
	json_set_number(invocation, "exitCode",
			document->decided ? outcome_exit(document->outcome, false) : 0);
	json_set(invocation, "toolExecutionNotifications", notifications);
	return invocation;
}

static void
add_artifact(struct json *artifacts, const struct artifact_facts *facts, const char *what)
{
	struct json *artifact = json_new_object(), *location = json_new_object();
	struct json *hashes = json_new_object(), *roles = json_new_array();
	cleanup_free char *uri = sarif_uri(facts->name);

	json_set_text(location, "uri", uri);
	json_set(artifact, "location", location);
	json_set_number(artifact, "length",
			facts->size > INT64_MAX ? INT64_MAX : (int64_t)facts->size);
	if (facts->sha256[0] != '\0')
		json_set_text(hashes, "sha-256", facts->sha256);
	if (facts->sha512[0] != '\0')
		json_set_text(hashes, "sha-512", facts->sha512);
	json_set(artifact, "hashes", hashes);
	json_append(roles, json_new_text("analysisTarget"));
	json_set(artifact, "roles", roles);
	set_message(artifact, "description", what);
	json_append(artifacts, artifact);
}

static struct json *
run_to_json(const struct document *document)
{
	struct json *run = json_new_object(), *invocations = json_new_array();
	struct json *artifacts = json_new_array(), *properties = json_new_object();
	cleanup_free char *verdict = document_verdict(document);

	json_append(invocations, invocation_to_json(document));
	for (size_t i = 0; i < document->artifact_count; i++) {
		const struct comparison *comparison = &document->artifacts[i].comparison;

		if (!document->artifacts[i].compared)
			continue;
		add_artifact(artifacts, &comparison->published, "published");
		add_artifact(artifacts, &comparison->rebuilt, "rebuilt");
	}
	json_set_text(properties, "verdict", verdict);
	json_set_text(properties, "notJudged", document_not_judged);
	json_set(run, "tool", tool_to_json(document));
	json_set(run, "invocations", invocations);
	json_set(run, "artifacts", artifacts);
	json_set(run, "results", results_to_json(document));
	json_set(run, "properties", properties);
	return run;
}

static void
write_sarif(const struct document *document, const struct report_style *style,
	    struct buffer *out)
{
	cleanup_json struct json *log = json_new_object();
	struct json *runs = json_new_array();

	(void)style;
	json_append(runs, run_to_json(document));
	json_set_text(
		log, "$schema",
		"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
		"sarif-schema-2.1.0.json");
	json_set_text(log, "version", "2.1.0");
	json_set(log, "runs", runs);
	json_write(log, JSON_STYLE_PRETTY, out);
}

const struct report_form report_form_sarif = { .name = "sarif", .write = write_sarif };
