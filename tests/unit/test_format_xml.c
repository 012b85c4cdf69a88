/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/xml_reader.h"
#include "tests/unit/leaf.h"

static void
expect(const char *published, const char *rebuilt, enum severity severity,
       const char *words)
{
	leaf_expect(bytes_of_text(published), bytes_of_text(rebuilt), "content", severity,
		    words);
}

static void
what_two_documents_have_in_common_is_said_and_excuses_nothing(void **state)
{
	(void)state;
	expect("<?xml version=\"1.0\"?>\n<a x=\"1\" y='2'><b/></a>\n",
	       "<?xml version=\"1.0\"?>\n<a y=\"2\" x=\"1\"><b></b></a>\n",
	       SEVERITY_CHANGE, "the same canonical form");
	expect("<?xml version=\"1.0\"?>\n<a>\n <b/>\n</a>\n",
	       "<?xml version=\"1.0\"?>\n<a><b/></a>\n", SEVERITY_CHANGE, "white space");
	expect("<a x=\"1\">\n <b/>\n</a>\n", "<a x='1'><b></b></a>\n", SEVERITY_CHANGE,
	       "the same but for white space between elements");
	leaf_judge(bytes_of_text("<a x=\"1\"/>\n"), bytes_of_text("<a x='1'/>\n"), NULL);
}

static void
other_texts_and_comments_are_not_the_same(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	leaf_compare(&comparison, bytes_of_text("<a><!-- b --><c/></a>"),
		     bytes_of_text("<a><!-- d --><c/></a>"), NULL);
	assert_null(strstr(leaf_find(&comparison, NULL)->message, "the same"));
	leaf_compare(&comparison, bytes_of_text("<a>b</a>"), bytes_of_text("<a> b</a>"),
		     NULL);
	assert_null(strstr(leaf_find(&comparison, NULL)->message, "the same"));
}

#define ENTITY "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>\n"

static void
entities_and_types_are_an_alarm_where_the_published_side_alone_has_them(void **state)
{
	static const char type[] = "<?xml version=\"1.0\"?>\n<!DOCTYPE a>\n<a>c</a>\n";
	static const char plain[] = "<?xml version=\"1.0\"?>\n<a>c</a>\n";
	static const char broken[] = "<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</c>\n";

	(void)state;
	expect(ENTITY, plain, SEVERITY_ALARM,
	       "only the published document declares entities");
	expect(type, plain, SEVERITY_ALARM, "has a document type");
	expect(ENTITY, type, SEVERITY_ALARM, "declares entities");
	expect(broken, plain, SEVERITY_ALARM, "declares entities");
	expect(plain, ENTITY, SEVERITY_CHANGE, "line");
	expect(ENTITY "<!-- -->\n", ENTITY, SEVERITY_CHANGE, "line");
	/* Not where they are only spoken of. */
	expect("<a><!-- <!DOCTYPE a [<!ENTITY b \"c\">]> --></a>\n", "<a/>\n",
	       SEVERITY_CHANGE, "line");
}

/* A file would have to be read for this one. */
static void
nothing_is_loaded(void **state)
{
	cleanup_xml_facts struct xml_facts facts = { 0 };

	(void)state;
	xml_reader_prepare();
	xml_facts_of(bytes_of_text("<!DOCTYPE a SYSTEM \"/etc/hostname\" "
				   "[<!ENTITY b SYSTEM \"/etc/passwd\">]><a>&b;</a>"),
		     &facts);
	assert_true(facts.has_entities);
	assert_int_equal(facts.form.size, 0);
	assert_int_equal(facts.dense.size, 0);
}

static void
entities_that_grow_without_end_stay_small(void **state)
{
	cleanup_buffer struct buffer bomb = LEAF_INIT;
	cleanup_xml_facts struct xml_facts facts = { 0 };

	(void)state;
	buffer_append_text(&bomb, "<!DOCTYPE a [<!ENTITY l0 \"laughs\">");
	for (unsigned i = 1; i < 30; i++) {
		buffer_printf(&bomb, "<!ENTITY l%u \"", i);
		for (unsigned j = 0; j < 10; j++)
			buffer_printf(&bomb, "&l%u;", i - 1);
		buffer_append_text(&bomb, "\">");
	}
	buffer_append_text(&bomb, "]><a x=\"&l29;\">&l29;</a>");
	xml_facts_of(buffer_bytes(&bomb), &facts);
	assert_true(facts.has_entities);
	assert_int_equal(facts.form.size, 0);
}

static void
what_is_nested_deeply_or_large_is_not_read(void **state)
{
	cleanup_buffer struct buffer deep = LEAF_INIT;
	cleanup_xml_facts struct xml_facts facts = { 0 }, of_large = { 0 };

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		buffer_append_text(&deep, "<a>");
	xml_facts_of(buffer_bytes(&deep), &facts);
	assert_false(facts.is_read);
	buffer_clear(&deep);
	buffer_append_text(&deep, "<!DOCTYPE a><a>");
	while (deep.size < 5 << 20)
		buffer_append_text(&deep, "text that is long ");
	buffer_append_text(&deep, "</a>");
	xml_facts_of(buffer_bytes(&deep), &of_large);
	assert_false(of_large.is_read);
	assert_true(of_large.has_type);
}

static void
every_start_of_a_document_is_read_without_harm(void **state)
{
	static const char document[] = ENTITY;

	(void)state;
	for (size_t size = 0; size < sizeof(document); size++) {
		cleanup_xml_facts struct xml_facts facts = { 0 };
		cleanup_free char *copy = xstrndup(document, size);

		xml_facts_of((struct bytes){ (const uint8_t *)copy, size }, &facts);
	}
}

static void
documents_are_told_from_other_text(void **state)
{
	(void)state;
	assert_ptr_equal(format_recognize(bytes_of_text("<?xml version='1.0'?><a/>")),
			 &format_xml);
	assert_ptr_equal(format_recognize(bytes_of_text("\n<project>\n</project>\n")),
			 &format_xml);
	assert_ptr_equal(
		format_recognize(bytes_of_text("<!DOCTYPE HTML>\n<html></html>")),
		&format_html);
	assert_ptr_equal(format_recognize(bytes_of_text("<html-like/>")), &format_xml);
	assert_ptr_equal(format_recognize(bytes_of_text("<3 you >")), &format_text);
	assert_ptr_equal(format_recognize(bytes_of_text("<a> and b")), &format_text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_two_documents_have_in_common_is_said_and_excuses_nothing),
		cmocka_unit_test(other_texts_and_comments_are_not_the_same),
		cmocka_unit_test(
			entities_and_types_are_an_alarm_where_the_published_side_alone_has_them),
		cmocka_unit_test(nothing_is_loaded),
		cmocka_unit_test(entities_that_grow_without_end_stay_small),
		cmocka_unit_test(what_is_nested_deeply_or_large_is_not_read),
		cmocka_unit_test(every_start_of_a_document_is_read_without_harm),
		cmocka_unit_test(documents_are_told_from_other_text),
	};

	return cmocka_run_group_tests_name("format_xml", tests, NULL, NULL);
}
