/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"

uint64_t
namespaces_of(const struct sandbox_plan *plan)
{
	uint64_t flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
			 CLONE_NEWUTS | CLONE_NEWCGROUP;

	return plan->network == NETWORK_HOST ? flags : flags | CLONE_NEWNET;
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

int
namespaces_settle(const struct inside *inside, struct error *err)
{
	const struct sandbox_plan *plan = inside->plan;
	const struct sandbox_look *look = &plan->look;

	/* A process that has changed its user does not own its own /proc entries. */
	prctl(PR_SET_DUMPABLE, 1);
	if (map_self(&(struct identity){ 0, 0 }, inside->user, inside->group, err) < 0)
		return -1;
	if (sethostname(look->host_name, strlen(look->host_name)) < 0 ||
	    setdomainname(look->domain_name, strlen(look->domain_name)) < 0)
		return error_set_errno(err, "cannot set the host name");
	if (inside_settle(inside, CONTROL_user_namespace, STATE_ENFORCED, err, "%s", "") <
	    0)
		return -1;
	if (plan->network == NETWORK_HOST)
		return 0;
	if (raise_loopback(err) < 0 ||
	    (plan->network == NETWORK_PROXY && hand_out_port(inside, err) < 0))
		return -1;
	return inside_settle(inside, CONTROL_network_namespace, STATE_ENFORCED, err, "%s",
			     "");
}

int
namespaces_enter_inner(const struct inside *inside, struct error *err)
{
	const struct sandbox_look *look = &inside->plan->look;

	if (unshare(CLONE_NEWUSER) < 0)
		return error_set_errno(err, "cannot make the payload's user namespace");
	return map_self(&(struct identity){ look->user, look->group }, 0, 0, err);
}
