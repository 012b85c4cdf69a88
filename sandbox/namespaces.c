/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <linux/securebits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

uint64_t
namespaces_of(const struct sandbox_plan *plan, bool separate)
{
	uint64_t flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
			 CLONE_NEWCGROUP;

	if (separate)
		flags |= CLONE_NEWUSER;
	return plan->network == NETWORK_HOST ||
			       sandbox_plan_lacks(plan, CONTROL_network_namespace)
		       ? flags
		       : flags | CLONE_NEWNET;
}

static int
write_map(const char *path, const char *text, struct error *err)
{
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

struct identity {
	unsigned user, group;
};

/* user_namespaces(7): one line that maps one's own id needs no privilege, once the
 * process has given up setgroups(2). */
static int
map_self(const struct identity *inside, unsigned user, unsigned group, struct error *err)
{
	char map[64];

	if (write_map("/proc/self/setgroups", "deny", err) < 0)
		return -1;
	snprintf(map, sizeof(map), "%u %u 1\n", inside->user, user);
	if (write_map("/proc/self/uid_map", map, err) < 0)
		return -1;
	snprintf(map, sizeof(map), "%u %u 1\n", inside->group, group);
	return write_map("/proc/self/gid_map", map, err);
}

static int
raise_loopback(struct error *err)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	cleanup_close int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return error_set_errno(err, "cannot bring up the loopback");
	return 0;
}

/* The caller answers on it from outside: a socket belongs to the network that it was made
 * in, whoever holds it. */
static int
hand_out_port(const struct inside *inside, struct error *err)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port =
					       htons((uint16_t)inside->plan->proxy_port),
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct news news = { .kind = NEWS_LISTENING };
	cleanup_close int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, SOMAXCONN) < 0)
		return error_set_errno(err, "cannot listen on port %u of the loopback",
				       inside->plan->proxy_port);
	inside_hand_out(inside, &news, fd);
	return 0;
}

static int
settle_users(const struct inside *inside, struct error *err)
{
	if (!inside->separate)
		return inside_settle(
			inside, CONTROL_user_namespace, STATE_WEAKENED, err,
			"not to be had here (sysctl user.max_user_namespaces); what runs "
			"is user %u of this host",
			inside->own_user);
	if (!inside->reserved &&
	    map_self(&(struct identity){ 0, 0 }, inside->user, inside->group, err) < 0)
		return -1;
	return inside_settle(inside, CONTROL_user_namespace, STATE_ENFORCED, err, "%s",
			     "");
}

/* The caller has made the user known here, as 0; what root is beside that is left. */
static int
settle_reserved(const struct inside *inside, struct error *err)
{
	if (inside->not_reserved != NULL)
		return inside_settle(
			inside, CONTROL_reserved_user, STATE_ABSENT, err,
			"what runs is root outside of its user namespace: %s",
			inside->not_reserved);
	if (inside->reserved &&
	    (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, 0, 0, 0) < 0 ||
	     syscall(SYS_setresuid, 0, 0, 0) < 0))
		return error_set_errno(err, "cannot become a user of its own");
	return inside->user != 0 ? 0
				 : inside_settle(inside, CONTROL_reserved_user,
						 STATE_ENFORCED, err, "%s", "");
}

int
namespaces_settle(const struct inside *inside, struct error *err)
{
	const struct sandbox_plan *plan = inside->plan;
	const struct sandbox_look *look = &plan->look;

	if (settle_reserved(inside, err) < 0)
		return -1;
	/* A process that has changed its user does not own its own /proc entries. */
	prctl(PR_SET_DUMPABLE, 1);
	if (settle_users(inside, err) < 0)
		return -1;
	if (sethostname(look->host_name, strlen(look->host_name)) < 0 ||
	    setdomainname(look->domain_name, strlen(look->domain_name)) < 0)
		return error_set_errno(err, "cannot set the host name");
	if (plan->network == NETWORK_HOST)
		return 0;
	if (inside_lacks(inside, CONTROL_network_namespace))
		return inside_settle(inside, CONTROL_network_namespace, STATE_ABSENT, err,
				     "this kernel has no network namespaces");
	if (raise_loopback(err) < 0 ||
	    (plan->network == NETWORK_PROXY && hand_out_port(inside, err) < 0))
		return -1;
	return inside_settle(inside, CONTROL_network_namespace, STATE_ENFORCED, err, "%s",
			     "");
}

/* Who is root in a user namespace of one user has no other to become. */
static int
not_known(const struct inside *inside, struct error *err)
{
	return error_set(err, ERROR_UNSUPPORTED,
			 "user namespaces are required (sysctl "
			 "user.max_user_namespaces): there is no user %u here to run as",
			 inside->own_user);
}

/* capabilities(7): they stay until they are dropped, a few steps later.  The C library's
 * own calls would look for the caller's threads, which are not here. */
static int
become_user(const struct inside *inside, struct error *err)
{
	unsigned user = inside->own_user, group = inside->own_group;

	if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP) < 0 ||
	    syscall(SYS_setgroups, 0, NULL) < 0 ||
	    syscall(SYS_setresgid, group, group, group) < 0 ||
	    syscall(SYS_setresuid, user, user, user) < 0)
		return errno == EINVAL ? not_known(inside, err)
				       : error_set_errno(err, "cannot become user %u",
							 inside->own_user);
	/* Its own /proc entries are its own again. */
	prctl(PR_SET_DUMPABLE, 1);
	return 0;
}

int
namespaces_enter_inner(const struct inside *inside, struct error *err)
{
	if (!inside->separate)
		return become_user(inside, err);
	if (unshare(CLONE_NEWUSER) < 0)
		return error_set_errno(err, "cannot make the payload's user namespace");
	return map_self(&(struct identity){ inside->own_user, inside->own_group }, 0, 0,
			err);
}

int
namespaces_give(const struct inside *inside, const char *path, struct error *err)
{
	cleanup_free char *owned = xstrdup(path);
	char *roots[] = { owned, NULL };
	FTS *tree;

	if (inside->separate)
		return 0;
	tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;)
		if (entry->fts_info != FTS_DP &&
		    lchown(entry->fts_accpath, inside->own_user, inside->own_group) < 0) {
			fts_close(tree);
			return errno == EINVAL ? not_known(inside, err)
					       : error_set_errno(err, "%s", path);
		}
	if (tree != NULL)
		fts_close(tree);
	return 0;
}
