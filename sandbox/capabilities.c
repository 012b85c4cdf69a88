/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to libcap.  capabilities(7): five sets, and bits that keep them empty. */
#include "sandbox/inside.h"

#include <errno.h>
#include <linux/securebits.h>
#include <sys/capability.h>
#include <sys/prctl.h>

int
capabilities_drop(struct error *err)
{
	cap_t none;
	int done;

	/* Until there is no such capability any more. */
	for (unsigned long cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++)
		;
	if (errno != EINVAL)
		return error_set_errno(err, "cannot drop the capabilities");
	if (prctl(PR_SET_SECUREBITS,
		  SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
			  SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
			  SECBIT_NO_CAP_AMBIENT_RAISE |
			  SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED) < 0)
		return error_set_errno(err, "cannot lock the capabilities");
	none = cap_init();
	done = none != NULL &&
	       prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
	       cap_set_proc(none) == 0;
	cap_free(none);
	if (!done)
		return error_set_errno(err, "cannot drop the capabilities");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return error_set_errno(err, "cannot give up new privileges");
	return 0;
}
