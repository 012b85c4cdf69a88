/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/image.h"
#include "tests/unit/leaf.h"

static const char layer_digest[] =
	"1111111111111111111111111111111111111111111111111111111111111111";

/* An image beside the plain one. */
static void
expect(const struct image_choice *choice, const char *key, enum severity severity,
       const char *words)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	leaf_expect(put_image(&a, choice), put_image(&b, &(struct image_choice){ 0 }),
		    key, severity, words);
}

static void
judge(const struct image_choice *choice, const struct image_choice *other,
      const char *rule)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	leaf_judge(put_image(&a, choice), put_image(&b, other), rule);
}

static size_t
count_findings(const struct image_choice *choice, const struct image_choice *other)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	leaf_compare(&comparison, put_image(&a, choice), put_image(&b, other), NULL);
	return comparison.finding_count;
}

static void
every_byte_is_named_and_every_prefix_is_told(void **state)
{
	cleanup_buffer struct buffer image = LEAF_INIT;

	(void)state;
	put_image(&image, &(struct image_choice){ .plain = true });
	assert_ptr_equal(format_recognize(buffer_bytes(&image)), &format_oci);
	assert_int_equal(leaf_tile(buffer_bytes(&image), &format_oci), 0);
	for (size_t size = 0; size < image.size; size += 61) {
		cleanup_comparison struct comparison comparison = { 0 };
		struct bytes prefix = bytes_slice(buffer_bytes(&image), 0, size);

		leaf_tile(prefix, &format_oci);
		leaf_compare(&comparison, prefix, buffer_bytes(&image), NULL);
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	}
}

static void
dates_are_excused_and_what_is_named_by_them_follows(void **state)
{
	const struct image_choice later = { .created = "2024-05-06T07:08:09.123456789Z" },
				  no_date = { .created = "yesterday" }, plain = { 0 };

	(void)state;
	judge(&later, &plain, "oci-created/1");
	judge(&no_date, &plain, NULL);
	expect(&no_date, "$.created", SEVERITY_CHANGE, "$.created differs");
	assert_int_equal(count_findings(&no_date, &plain), 2);
}

static void
a_layer_may_have_other_times_but_no_other_owner_mode_or_order(void **state)
{
	const struct image_choice plain = { 0 };

	(void)state;
	judge(&(struct image_choice){ .mtime = "00000001234" }, &plain, "tar-mtime/1");
	judge(&(struct image_choice){ .uid = "0000001" }, &plain, NULL);
	expect(&(struct image_choice){ .uid = "0000001" }, "uid", SEVERITY_CHANGE,
	       "installed for another owner");
	judge(&(struct image_choice){ .two = true }, &plain, NULL);
	expect(&(struct image_choice){ .two = true }, "order", SEVERITY_CHANGE,
	       "members stand in another order");
}

static void
one_changed_file_is_one_finding(void **state)
{
	const struct image_choice changed = { .tool = "b program" }, plain = { 0 };

	(void)state;
	judge(&changed, &plain, NULL);
	assert_int_equal(count_findings(&changed, &plain), 1);
	expect(&changed, "content", SEVERITY_CHANGE, "1 line added, 1 removed");
}

static void
the_order_of_the_archive_is_excused_and_that_of_layers_is_not(void **state)
{
	const struct image_choice plain = { 0 }, swapped = { .swapped = true };

	(void)state;
	judge(&(struct image_choice){ .reversed = true }, &plain, "oci-order/1");
	judge(&swapped, &plain, NULL);
}

/* A layer that stands twice has the role of its first place. */
static void
which_layer_stands_again_is_told(void **state)
{
	const struct image_choice once = { 0 }, again = { .repeated = true };

	(void)state;
	judge(&again, &once, NULL);
	expect(&again, "$.layers[2].digest", SEVERITY_CHANGE, "differs");
}

static void
a_layer_packed_otherwise_is_no_secret(void **state)
{
	(void)state;
	judge(&(struct image_choice){ .plain = true }, &(struct image_choice){ 0 }, NULL);
}

static void
what_a_container_runs_is_an_alarm(void **state)
{
	(void)state;
	expect(&(struct image_choice){ .entrypoint = "/evil" }, "$.config.Entrypoint[0]",
	       SEVERITY_ALARM, "decides what the container runs");
	expect(&(struct image_choice){ .gone = "etc/.wh.shadow" }, "member",
	       SEVERITY_ALARM, "takes shadow away");
	expect(&(struct image_choice){ .gone = "etc/.wh..wh..opq" }, "member",
	       SEVERITY_ALARM, "takes away all");
	expect(&(struct image_choice){ .stray = "payload" }, "member", SEVERITY_ALARM,
	       "nothing in it leads there");
}

static void
descriptors_that_lie_are_alarms(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes right = put_image(&b, &(struct image_choice){ 0 }), wrong;
	uint8_t *tool;

	(void)state;
	expect(&(struct image_choice){ .size_lie = 1 }, "$.layers[0].size",
	       SEVERITY_ALARM, "is not the size of the blob");
	/* It names a blob that is not there, and the layer is one that nothing names. */
	expect(&(struct image_choice){ .lie = layer_digest }, "$.layers[0].digest",
	       SEVERITY_CHANGE, "differs");

	put_image(&b, &(struct image_choice){ .plain = true });
	right = buffer_bytes(&b);
	wrong = put_image(&a, &(struct image_choice){ .plain = true });
	tool = memmem(wrong.data, wrong.size, "a program", 9);
	assert_non_null(tool);
	*tool = 'b';
	leaf_expect(wrong, right, "content", SEVERITY_ALARM,
		    "is not the digest of the content");
	leaf_judge(wrong, right, NULL);
}

static void
what_a_document_writes_otherwise_is_a_note(void **state)
{
	const struct image_choice spaced = { .space = " " };

	(void)state;
	judge(&spaced, &(struct image_choice){ 0 }, NULL);
	expect(&spaced, "$.schemaVersion", SEVERITY_NOTE, "the same, written otherwise");
}

static void
a_key_that_stands_twice_is_read_as_text(void **state)
{
	(void)state;
	judge(&(struct image_choice){ .mark = ",\"layers\":[]" },
	      &(struct image_choice){ 0 }, NULL);
}

static void
docker_names_members_by_their_digests_too(void **state)
{
	const struct image_choice plain = { .docker = true };

	(void)state;
	judge(&(struct image_choice){ .docker = true, .mtime = "00000001234" }, &plain,
	      "tar-mtime/1");
	judge(&(struct image_choice){ .docker = true, .created = "2024-01-01T00:00:00Z" },
	      &plain, "oci-created/1");
	assert_int_equal(
		count_findings(&(struct image_choice){ .docker = true, .tool = "other" },
			       &plain),
		1);
	judge(&(struct image_choice){ .docker = true, .uid = "0000001" }, &plain, NULL);
}

static void
a_limit_on_decoding_makes_it_incomplete(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	(void)state;
	comparison_options_init(&options);
	options.limits.decoded = 100;
	archives_compare(&comparison,
			 put_image(&a, &(struct image_choice){ .tool = "b program" }),
			 put_image(&b, &(struct image_choice){ 0 }), &options);
	assert_int_equal(comparison.outcome, OUTCOME_INCOMPLETE);
	assert_int_equal(comparison.limits.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_named_and_every_prefix_is_told),
		cmocka_unit_test(dates_are_excused_and_what_is_named_by_them_follows),
		cmocka_unit_test(
			a_layer_may_have_other_times_but_no_other_owner_mode_or_order),
		cmocka_unit_test(one_changed_file_is_one_finding),
		cmocka_unit_test(
			the_order_of_the_archive_is_excused_and_that_of_layers_is_not),
		cmocka_unit_test(which_layer_stands_again_is_told),
		cmocka_unit_test(a_layer_packed_otherwise_is_no_secret),
		cmocka_unit_test(what_a_container_runs_is_an_alarm),
		cmocka_unit_test(descriptors_that_lie_are_alarms),
		cmocka_unit_test(what_a_document_writes_otherwise_is_a_note),
		cmocka_unit_test(a_key_that_stands_twice_is_read_as_text),
		cmocka_unit_test(docker_names_members_by_their_digests_too),
		cmocka_unit_test(a_limit_on_decoding_makes_it_incomplete),
	};

	return cmocka_run_group_tests_name("format_oci", tests, NULL, NULL);
}
