/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A gzip header does not say which zlib made it, its deflate bytes do: each line of node
 * gives its own.  Only node runs here, but on hostile bytes: in the sandbox.
 */
#include "rebuild/packer_probe.h"

#include "base/cleanup.h"
#include "rebuild/environment.h"
#include "rebuild/toolchain.h"
#include "sandbox/sandbox.h"

enum { PROBE_MILLISECONDS = 60000 };

/* Written for the oldest node.  Of the header's ten bytes (RFC 1952) the ninth says
 * whether the encoder did its best; what else they state is not the encoder's. */
static const char script[] =
	"var zlib = require('zlib'), made = require('fs').readFileSync('/artifact');"
	"var level = made[8] === 2 ? 9 : 6;"
	"var ours = zlib.gzipSync(zlib.gunzipSync(made), { level: level });"
	"process.exitCode = made.slice(10).equals(ours.slice(10)) ? 0 : 1;";

int
packer_probe(bool *same, const struct session *session, const struct strings *tools,
	     const char *artifact_path, struct error *err)
{
	cleanup_toolchain struct toolchain toolchain = { 0 };
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };

	if (toolchain_prepare(&toolchain, session, tools, err) < 0)
		return -1;
	environment_plan(&plan, session->environment);
	toolchain_mount(&toolchain, &plan);
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, artifact_path, "/artifact");
	sandbox_plan_argument(&plan, "node");
	sandbox_plan_argument(&plan, "-e");
	sandbox_plan_argument(&plan, script);
	plan.limits.wall_milliseconds = PROBE_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return -1;
	*same = result.end == SANDBOX_EXITED && result.exit_code == 0;
	return 0;
}
