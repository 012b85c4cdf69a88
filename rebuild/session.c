/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/session.h"

#include <stdlib.h>

void
session_release(struct session *session)
{
	free(session->cache);
	free(session->scratch);
	free(session->registry);
	strings_release(&session->mirrors);
	strings_release(&session->passed_environment);
	*session = (struct session){ 0 };
}
