/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_network.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

#define CACHE_AT       "/cache"
#define CERTIFICATE_AT "/opt/cupel/registry.pem"

enum { HOSTS_MAX = 4096 };

/* A certificate file that the environment names has to exist inside as well. */
static void
pass_environment(const struct strings *passed, struct sandbox_plan *plan)
{
	for (size_t i = 0; i < passed->count; i++) {
		size_t size = strcspn(passed->items[i], "=");
		cleanup_free char *name = xstrndup(passed->items[i], size);
		const char *value =
			passed->items[i] + size + (passed->items[i][size] == '=');

		sandbox_plan_set(plan, name, value);
		if (*value == '/' && file_exists(value) &&
		    !text_starts_with(value, "/usr/") &&
		    !text_starts_with(value, "/etc/ssl/"))
			sandbox_plan_mount(plan, MOUNT_READ_ONLY, value, value);
	}
}

/* The version of the tool that the command starts with; NULL when it is not known. */
static const char *
version_of(const struct build_job *job, const char *command)
{
	cleanup_free char *name = xstrndup(command, strcspn(command, " "));

	return toolchain_named(&job->build->tools, name);
}

/* npm 7, pnpm and yarn 2 put the registry's host in the place of every other one. */
static bool
asks_one_registry(const struct build_job *job, const char *command)
{
	enum { NPM_SINCE = 7, YARN_SINCE = 2 };
	const char *version = version_of(job, command);

	if (text_starts_with(command, "pnpm "))
		return true;
	if (version == NULL)
		return false;
	if (text_starts_with(command, "npm "))
		return atol(version) >= NPM_SINCE;
	return text_starts_with(command, "yarn ") && atol(version) >= YARN_SINCE;
}

static void
set_registry(struct sandbox_plan *plan, const char *url)
{
	sandbox_plan_set(plan, "npm_config_registry", url);
	sandbox_plan_set(plan, "YARN_NPM_REGISTRY_SERVER", url);
}

static void
set_caches(struct sandbox_plan *plan)
{
	sandbox_plan_set(plan, "npm_config_cache", CACHE_AT "/npm");
	sandbox_plan_set(plan, "XDG_DATA_HOME", CACHE_AT "/data"); /* pnpm's store */
	sandbox_plan_set(plan, "YARN_CACHE_FOLDER", CACHE_AT "/yarn");
}

/* Its cache is the store behind the proxy, which answers for it in the next run too: with
 * one of its own it would not ask, and the record would not be whole. */
void
build_network_open_proxy(struct build_network *network, const struct session *session,
			 struct sandbox_plan *plan)
{
	cleanup_free char *url = xasprintf("http://127.0.0.1:%d", PROXY_PORT);

	network->proxy = proxy_new(session, NULL);
	set_caches(plan);
	plan->network = NETWORK_PROXY;
	plan->proxy_port = PROXY_PORT;
	set_registry(plan, url);
	sandbox_plan_mount(plan, MOUNT_SCRATCH, NULL, CACHE_AT);
	sandbox_plan_set(plan, "npm_config_replace_registry_host", "always");
	sandbox_plan_set(plan, "YARN_UNSAFE_HTTP_WHITELIST", "127.0.0.1");
}

/* Older ones go by the addresses in a lock file and in the registry's documents. */
static int
open_hosts(struct build_network *network, const struct session *session,
	   struct sandbox_plan *plan, struct error *err)
{
	cleanup_buffer struct buffer names = BUFFER_INIT(HOSTS_MAX);
	const struct strings *hosts;

	if (proxy_new_for_hosts(&network->proxy, session, err) < 0)
		return -1;
	hosts = proxy_hosts(network->proxy);
	buffer_append_text(&names, "127.0.0.1 localhost\n::1 localhost\n");
	for (size_t i = 0; i < hosts->count; i++)
		buffer_printf(&names, "127.0.0.1 %s\n", hosts->items[i]);
	if (buffer_check(&names, err) < 0)
		return -1;
	set_caches(plan);
	plan->network = NETWORK_PROXY;
	plan->proxy_port = PROXY_HOSTS_PORT;
	sandbox_plan_mount(plan, MOUNT_SCRATCH, NULL, CACHE_AT);
	sandbox_plan_file(plan, "/etc/hosts", buffer_text(&names));
	sandbox_plan_file(plan, CERTIFICATE_AT, proxy_certificate(network->proxy));
	sandbox_plan_set(plan, "npm_config_cafile", CERTIFICATE_AT);
	sandbox_plan_set(plan, "NODE_EXTRA_CA_CERTS", CERTIFICATE_AT);
	return 0;
}

/* The cache outlives the run: what is in it is named by its digest, and no script of any
 * package has ever run where it can be written. */
static int
open_host(struct build_job *job, struct sandbox_plan *plan, struct error *err)
{
	static const char why[] =
		"network: fetch steps had this machine's, as was asked for";
	cleanup_free char *cache = path_join(job->session->cache, "packages");

	if (folder_make(cache, err) < 0)
		return -1;
	set_caches(plan);
	sandbox_plan_mount(plan, MOUNT_WRITABLE, cache, CACHE_AT);
	if (job->session->registry != NULL)
		set_registry(plan, job->session->registry);
	if (job->session->offline) {
		sandbox_plan_set(plan, "npm_config_offline", "true");
		return 0;
	}
	plan->network = NETWORK_HOST;
	pass_environment(&job->session->passed_environment, plan);
	if (!strings_contain(&job->build->weakened, why))
		strings_add(&job->build->weakened, why);
	return 0;
}

int
build_network_open(struct build_network *network, struct build_job *job,
		   const char *command, struct sandbox_plan *plan, struct error *err)
{
	sandbox_plan_set(plan, "npm_config_ignore_scripts", "true");
	if (job->session->host_network)
		return open_host(job, plan, err);
	if (!asks_one_registry(job, command))
		return open_hosts(network, job->session, plan, err);
	build_network_open_proxy(network, job->session, plan);
	return 0;
}

static void
note_requests(struct build_network *network, struct build *build)
{
	size_t count;
	const struct proxy_request *requests = proxy_requests(network->proxy, &count);

	for (size_t i = 0; i < count; i++)
		strings_add_format(&build->requests, "%s %s", requests[i].url,
				   requests[i].failure != NULL ? requests[i].failure
							       : requests[i].sha256);
}

int
build_network_run(struct build_network *network, struct sandbox_result *result,
		  const struct sandbox_plan *plan, struct build_job *job,
		  struct error *err)
{
	struct sandbox_service service = { proxy_listen, network->proxy };
	bool proxied = network->proxy != NULL;

	if (sandbox_run_served(result, plan, proxied ? &service : NULL,
			       job->session->progress, &job->session->cancel, err) < 0)
		return -1;
	if (!proxied)
		return 0;
	note_requests(network, job->build);
	return proxy_check(network->proxy, err);
}

void
build_network_close(struct build_network *network)
{
	proxy_free(network->proxy);
	network->proxy = NULL;
}
