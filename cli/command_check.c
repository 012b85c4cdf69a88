/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_lockfile.h"
#include "cli/check_since.h"
#include "cli/command.h"
#include "cli/walk.h"

static int
command_check_run(const struct invocation *invocation, struct error *err)
{
	cleanup_walked struct walked walked = { 0 };
	cleanup_run struct run run = { 0 };
	const char *stated = option_text(invocation, OPTION_stop_after);
	enum stop stop = STOP_NONE;

	if (option_given(invocation, OPTION_lockfile))
		return check_lockfile(invocation, err);
	if (invocation->argument_count == 0)
		return error_set(err, ERROR_USAGE,
				 "check needs TARGET; \"cupel help check\" says more");
	if (option_given(invocation, OPTION_since))
		return check_since(invocation, err);
	if (stated != NULL && !stop_find(stated, &stop))
		return error_set(err, ERROR_USAGE,
				 "--stop-after: there is no stop \"%s\"", stated);
	if (walk_road(&walked, &run, invocation, stop, err) < 0 ||
	    walk_report(&walked, &run, invocation, err) < 0)
		return -1;
	return check_exit(&walked.check, option_given(invocation, OPTION_strict));
}

const struct command command_check = {
	.name = "check",
	.arguments = "TARGET",
	.summary = "tell whether a published package is what its tagged source makes",
	.description =
		"TARGET is a package (npm:NAME@VERSION, cargo:NAME, pypi:NAME, "
		"deb:NAME, or a purl such as pkg:npm/NAME@VERSION; without a "
		"version the newest), or a published file or its URL; of Debian's, "
		"also a .dsc, .changes or .buildinfo. Several .deb files of one "
		"source are one target. A release tarball takes --source; each of "
		"its files is given an origin, and what neither the source nor a "
		"known release nor a generator accounts for is told.\n\n"
		"Finds the commit that the version was made from, rebuilds it in "
		"a sandbox with the tools of its time, and accounts for every "
		"byte in which the published and the rebuilt package differ. "
		"Nothing of the package runs outside the sandbox, and nothing of "
		"it runs with the network.\n\n"
		"With --lockfile every package that a lock file names is checked, "
		"several at a time: package-lock.json, Cargo.lock, or the list "
		"that dpkg-query -W prints. What is done is kept; a run that was "
		"interrupted goes on where it was.\n\n"
		"With --since every release after that version is checked, up to "
		"TARGET's, and what changed in the package from one to the next "
		"is held against what changed in the source: a file or a "
		"dependency that only the package has is told.\n\n"
		"The source itself is not judged.",
	.examples = "cupel check npm:is-number@7.0.0\n"
		    "cupel check npm:is-number@7.0.0 --source is-number-7.0.0.tar.gz\n"
		    "cupel check is-number-7.0.0.tgz -s "
		    "'git+https://example.org/is-number@7.0.0'\n"
		    "cupel check deb:hello@2.10-3:amd64\n"
		    "cupel check demo-1.0.tar.xz -s 'git+https://example.org/demo@v1.0'\n"
		    "cupel check npm:is-number --stop-after recipe >recipe.yaml\n"
		    "cupel check npm:is-number@7.0.0 --since 5.0.0\n"
		    "cupel check --lockfile package-lock.json --jobs 4\n",
	.exit_status = "0: identical or equivalent. 1: different, or an alarm; with "
		       "--strict also equivalent. 2: usage, network, input or output. 3: "
		       "could not tell: no source, a build that failed, a limit. With "
		       "--lockfile the worst of all.",
	.takes = TAKES_ROAD | TAKES_FORMS | TAKES_RULES | TAKES(recipe) |
		 TAKES(on_failure) | TAKES(corpus) | TAKES(record_inputs) |
		 TAKES(environment) | TAKES(network) | TAKES(package) | TAKES(build_option) |
		 TAKES(stop_after) | TAKES(strict) | TAKES(dump) | TAKES(vary) |
		 TAKES(limit) | TAKES(no_second_build) | TAKES(lockfile) | TAKES(since) |
		 TAKES(jobs) | TAKES(fresh),
	.least = 0,
	.most = ANY_NUMBER,
	.run = command_check_run,
};
