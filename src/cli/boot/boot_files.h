/*
 * boot_files — finds the files of this machine's ruleset.
 *
 * The main file is the file that NFTLOAD_FILE names, else the first that exists
 * of /etc/nftables.conf and /etc/sysconfig/nftables.conf.  The drop-ins follow:
 * *.nft and *.json in /usr/lib/nftload.d, /usr/local/lib/nftload.d,
 * /run/nftload.d and /etc/nftload.d, in the order of their names, whatever
 * their folders.  Of two drop-ins with the same name, the one in the later
 * folder of this list counts; an empty file, or a link to /dev/null, masks the
 * others of its name.
 *
 * In:     a folder to take for the root directory; "" for the root itself.
 * Out:    paths that begin with this folder.
 * Owns:   the paths, until boot_files_release().
 * Errors: -errno of a folder that exists and cannot be listed.
 * Spec:   nftload(8), AT BOOT.
 */
#ifndef NFTLOAD_CLI_BOOT_BOOT_FILES_H
#define NFTLOAD_CLI_BOOT_BOOT_FILES_H

#include "cli/user/options.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

struct boot_files {
	struct arena arena;
	struct words all;     /* the main file, if there is one, and drop-ins */
	struct words fallback; /* at most one */
	const char *main; /* NULL: there is none */
	const char *bad;  /* the folder that cannot be listed */
};

/* named: the value of NFTLOAD_FILE, NULL if not set. */
int boot_files_find(struct boot_files *f, const char *root,
		    const char *named) must_check;
void boot_files_release(struct boot_files *f);

/* Whether a file is /dev/null, to which masking links lead. */
static inline bool boot_is_null(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

#endif
