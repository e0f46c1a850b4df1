/*
 * name_source — says which numbers the names of a machine stand for.
 *
 * In:     names of services, protocols, users, groups and hosts; root: a folder
 *         that tests put before the path of each file, else "".
 * Out:    numbers and addresses, and names for them.
 * Owns:   nothing.
 * Errors: -ENOENT: unknown; -EMLINK: a host with several addresses; -EAGAIN: a
 *         name server does not answer; -ENOSYS: only a name server could know.
 *
 * name_system asks the name services of libc (nsswitch.conf).  name_etc reads the
 * files of /etc, for programs that are linked statically: there libc's name
 * services would need shared libraries.
 */
#ifndef NFTLOAD_BASE_NAME_SOURCE_H
#define NFTLOAD_BASE_NAME_SOURCE_H

#include "base/util.h"

enum name_kind {
	NAME_SERVICE,
	NAME_PROTOCOL,
	NAME_USER,
	NAME_GROUP,
	NAME_HOST4,
	NAME_HOST6,
};
#define NAMES_ASKED (NAME_HOST6 + 1)
#define NAMES_LISTED (NAME_GROUP + 1) /* kinds that can be listed */

union name_value {
	uint64_t num;
	uint8_t addr[16]; /* of IPv4: the first four bytes */
};

/* Called for each name of a list. */
typedef void name_found(void *ctx, enum name_kind kind, const char *name,
			uint64_t num);

#define NAME_ROOM 256 /* bytes of a name, with its NUL */

struct name_source {
	int (*ask)(const char *root, enum name_kind kind, const char *name,
		   union name_value *ret);
	/* The first name for a value, of less than NAME_ROOM bytes; false: there is
	 * none. */
	bool (*name_of)(const char *root, enum name_kind kind,
			const union name_value *value, char *ret_name);
	/* kind is below NAMES_LISTED. */
	void (*list)(const char *root, enum name_kind kind, name_found *found,
		     void *ctx);
};

extern const struct name_source name_system, name_etc;

/* The name source of this build. */
#ifdef NFTLOAD_STATIC
#define NAME_HERE name_etc
#else
#define NAME_HERE name_system
#endif

#endif
