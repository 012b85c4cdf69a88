/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port on the loopback inside, where the caller answers. */
#include "tests/unit/sandbox_scene.h"

#include <sys/socket.h>
#include <sys/wait.h>

enum { PORT = 8088 };

/* Asks the port and another one for a line each. */
static const char client[] =
	"perl -MIO::Socket::INET -e '"
	"for my $port (8088, 8089) {"
	" my $s = IO::Socket::INET->new(PeerAddr => \"127.0.0.1\", PeerPort => $port);"
	" print $s ? scalar <$s> : \"nobody\\n\" }'";

/* A process of its own answers, so that the test can go on. */
static void
answer_once(void *context, int fd)
{
	pid_t *child = context;

	*child = fork();
	if (*child == 0) {
		int connection = accept(fd, NULL, NULL);

		(void)!write(connection, "hello\n", 6);
		_exit(0);
	}
	close(fd);
}

static struct outcome
run_served(struct sandbox_plan *plan, const struct sandbox_service *service)
{
	struct outcome outcome = { 0 };
	cleanup_buffer struct buffer log = BUFFER_INIT(1 << 20);
	struct error err;

	replace_text(&plan->log_path, path_join(scratch, "log"));
	unlink(plan->log_path);
	if (sandbox_run_served(&outcome.result, plan, service, NULL, NULL, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(file_read(plan->log_path, &log, &err), 0);
	outcome.text = buffer_steal_text(&log);
	return outcome;
}

static void
the_caller_answers_and_nobody_else(void **state)
{
	pid_t child = 0;
	struct sandbox_service service = { answer_once, &child };
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, client);
	plan.network = NETWORK_PROXY;
	plan.proxy_port = PORT;
	outcome = run_served(&plan, &service);
	assert_string_equal(outcome.text, "hello\nnobody\n");
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(outcome.result.controls[CONTROL_network_namespace].state,
			 STATE_ENFORCED);
}

static void
a_service_that_is_not_asked_for_is_not_started(void **state)
{
	pid_t child = 0;
	struct sandbox_service service = { answer_once, &child };
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, client);
	outcome = run_served(&plan, &service);
	assert_string_equal(outcome.text, "nobody\nnobody\n");
	assert_int_equal(child, 0);
}

static void
gather(void *context, struct bytes bytes)
{
	buffer_append(context, bytes);
}

static void
the_output_is_handed_on_up_to_its_limit(void **state)
{
	cleanup_buffer struct buffer output = BUFFER_INIT(1 << 20);
	struct sandbox_service service = { .output = gather, .output_context = &output };
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "echo one; printf 'two and no more'");
	plan.limits.log_size = strlen("one\ntwo");
	outcome = run_served(&plan, &service);
	assert_string_equal(buffer_text(&output), "one\ntwo");
	assert_string_equal(outcome.text, "one\ntwo");
	assert_int_equal(outcome.result.log_dropped, strlen(" and no more"));
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_caller_answers_and_nobody_else),
		cmocka_unit_test(a_service_that_is_not_asked_for_is_not_started),
		cmocka_unit_test(the_output_is_handed_on_up_to_its_limit),
	};

	return cmocka_run_group_tests_name("served", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-served");
}
