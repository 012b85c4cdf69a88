/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that a confined process may have been made to write. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/check.h"
#include "tests/fuzz/fuzz.h"

/* What has been read can be said, written and read again. */
static void
insist_on_the_way_back(const struct comparison *read)
{
	cleanup_json struct json *json = comparison_to_json(read), *same = NULL;
	cleanup_comparison struct comparison again = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 20);
	struct report_style style = { .colour = true, .columns = 40, .verbose = true };
	struct error err = { 0 };

	comparison_to_text(read, &style, &text);
	insist(comparison_from_json(&again, json, &err) == 0, err.message);
	same = comparison_to_json(&again);
	insist(json_same(json, same), "a report is read as it was written");
}

/* Whatever a report says, every form can say it. */
static void
write_forms(struct json *json)
{
	static const struct report_form *const forms[] = {
#define REPORT_FORM(name) &report_form_##name,
#include "compare/report_forms.def"
#undef REPORT_FORM
	};
	struct report_style style = { .columns = 40 };
	cleanup_document struct document document = { 0 };
	struct error err = { 0 };

	if (document_of_report(&document, &json, &err) < 0 &&
	    document_of_check(&document, &json, &err) < 0) {
		json_free(json);
		return;
	}
	for (size_t i = 0; i < array_length(forms); i++) {
		cleanup_buffer struct buffer out = BUFFER_INIT(1 << 26);

		forms[i]->write(&document, &style, &out);
		insist(!out.overflow, "there is room for it");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cleanup_json struct json *json = NULL, *lenient = NULL;
	cleanup_comparison struct comparison comparison = { 0 };
	struct bytes text = { data, size };
	struct error err = { 0 };

	json_parse_lenient(&lenient, text, &err);
	if (json_parse(&json, text, &err) < 0) {
		insist(err.kind != ERROR_NONE, "a failure has its kind");
		return 0;
	}
	insist(lenient != NULL, "what parses, parses leniently");
	if (comparison_from_json(&comparison, json, &err) == 0)
		insist_on_the_way_back(&comparison);
	write_forms(steal_pointer(&json));
	return 0;
}
