/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/environment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum { COLUMNS_MAX = 1000 };

void
environment_settle(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) <
		    0) /* read only: writing still fails, and is said */
			(void)!open("/dev/null", O_RDONLY | O_NOCTTY);
	setenv("TZ", "UTC", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
}

/* NULL for a variable that is empty, too: shells set those to mean "unset". */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

int
environment_cache(char **path, struct error *err)
{
	const char *caches = variable("XDG_CACHE_HOME"), *home = variable("HOME");

	if (caches != NULL && *caches == '/') { /* the XDG rule: others are ignored */
		*path = path_join(caches, PACKAGE_NAME);
		return 0;
	}
	if (home == NULL || *home != '/')
		return error_set(err, ERROR_USAGE,
				 "there is no folder for the cache: set HOME, or "
				 "XDG_CACHE_HOME, to an absolute path");
	*path = path_join(home, ".cache/" PACKAGE_NAME);
	return 0;
}

char *
environment_data_file(const char *name)
{
	const char *data = variable("XDG_DATA_HOME"), *home = variable("HOME");
	char *path;

	if (data != NULL && *data == '/')
		path = xasprintf("%s/" PACKAGE_NAME "/%s", data, name);
	else if (home != NULL && *home == '/')
		path = xasprintf("%s/.local/share/" PACKAGE_NAME "/%s", home, name);
	else
		return NULL;
	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

const char *
environment_scratch(void)
{
	const char *folder = variable("TMPDIR");

	return folder != NULL && *folder == '/' ? folder : "/tmp";
}

const char *
environment_program_path(void)
{
	return variable("PATH");
}

/* As rustup itself finds them (rust-lang.github.io/rustup/environment-variables.html). */
char *
environment_rust_toolchains(void)
{
	const char *own = variable("RUSTUP_HOME"), *home = variable("HOME");

	if (own != NULL && *own == '/')
		return path_join(own, "toolchains");
	return home != NULL && *home == '/' ? path_join(home, ".rustup/toolchains")
					    : NULL;
}

const char *
environment_ca_file(void)
{
	const char *file = variable("SSL_CERT_FILE");

	return file != NULL ? file : variable("CURL_CA_BUNDLE");
}

void
environment_pass(struct strings *settings)
{
	static const char *const names[] = {
		"http_proxy",
		"HTTP_PROXY",
		"https_proxy",
		"HTTPS_PROXY",
		"all_proxy",
		"ALL_PROXY",
		"no_proxy",
		"NO_PROXY",
		"SSL_CERT_FILE",
		"CURL_CA_BUNDLE",
		"NODE_EXTRA_CA_CERTS",
	};

	for (size_t i = 0; i < array_length(names); i++)
		if (variable(names[i]) != NULL)
			strings_add_format(settings, "%s=%s", names[i],
					   variable(names[i]));
}

void
environment_all(struct strings *settings)
{
	for (char **each = environ; *each != NULL; each++)
		strings_add(settings, *each);
}

bool
environment_colour(const char *when)
{
	const char *terminal = variable("TERM");

	if (when != NULL && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return isatty(STDOUT_FILENO) && variable("NO_COLOR") == NULL &&
	       terminal != NULL && strcmp(terminal, "dumb") != 0;
}

unsigned
environment_columns(int fd)
{
	const char *stated = variable("COLUMNS");
	unsigned long columns = stated != NULL ? strtoul(stated, NULL, 10) : 0;
	struct winsize size;

	if (columns > 0 && columns <= COLUMNS_MAX)
		return (unsigned)columns;
	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
