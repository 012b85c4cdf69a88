/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

const char document_not_judged[] =
	"cupel compares what was published with what the source makes. "
	"It has not judged the source itself.";

static void
section_release(struct document_section *section)
{
	for (size_t i = 0; i < section->fact_count; i++)
		strings_release(&section->facts[i].lines);
	free(section->facts);
	strings_release(&section->lines);
}

void
document_release(struct document *document)
{
	for (size_t i = 0; i < document->section_count; i++)
		section_release(&document->sections[i]);
	for (size_t i = 0; i < document->artifact_count; i++) {
		free(document->artifacts[i].name);
		comparison_release(&document->artifacts[i].comparison);
	}
	section_release(&document->about);
	free(document->sections);
	free(document->artifacts);
	free(document->title);
	free(document->version);
	strings_release(&document->reasons);
	json_free(document->json);
	*document = (struct document){ 0 };
}

void
document_of_comparison(struct document *out, struct comparison *comparison)
{
	*out = (struct document){ .decided = true,
				  .outcome = comparison->outcome,
				  .suspicious = comparison->suspicious,
				  .version = xstrdup(PACKAGE_VERSION) };
	array_append(out->artifacts, out->artifact_count,
		     ((struct document_artifact){
			     .name = xstrdup_or_null(comparison->published.name),
			     .comparison = *comparison,
			     .compared = true,
			     .outcome = comparison->outcome,
			     .suspicious = comparison->suspicious }));
	*comparison = (struct comparison){ 0 };
}

int
document_of_report(struct document *out, struct json **json, struct error *err)
{
	struct comparison comparison = { 0 };
	const char *version = json_get_text(json_get(*json, "tool"), "version");

	*out = (struct document){ 0 };
	if (comparison_from_json(&comparison, *json, err) < 0)
		return -1;
	document_of_comparison(out, &comparison);
	if (version != NULL)
		replace_text(&out->version, xstrdup(version));
	out->json = steal_pointer(json);
	return 0;
}

struct strings *
document_fact(struct document_section *section, const char *label)
{
	for (size_t i = 0; i < section->fact_count; i++)
		if (strcmp(section->facts[i].label, label) == 0)
			return &section->facts[i].lines;
	array_append(section->facts, section->fact_count,
		     ((struct document_fact){ .label = label }));
	return &section->facts[section->fact_count - 1].lines;
}

struct document_section *
document_add_section(struct document *document, const char *heading)
{
	array_append(document->sections, document->section_count,
		     ((struct document_section){ .heading = heading }));
	return &document->sections[document->section_count - 1];
}

char *
document_verdict(const struct document *document)
{
	if (!document->decided)
		return xstrdup("stopped before a verdict");
	return xasprintf("%s%s%s", outcome_name(document->outcome),
			 document->suspicious ? " (suspicious)" : "",
			 document->assisted ? " (assisted)" : "");
}
