/*
 * boot_files — which files are this machine's ruleset.
 *
 * The main file is the one that NFTLOAD_FILE names, or the first that is there
 * of /etc/nftables.conf and /etc/sysconfig/nftables.conf.  Behind it come the
 * drop-ins, *.nft and *.json in /usr/lib/nftload.d, /usr/local/lib/nftload.d,
 * /run/nftload.d and /etc/nftload.d, in the order of their names, whatever
 * folder they are in.  Of two with one name the folder named last wins; an
 * empty file, or a link to /dev/null, masks.
 *
 * In:     a folder that stands for the root, "" for the root itself.
 * Out:    paths, the root before them.
 * Owns:   the paths, until boot_files_release().
 * Errors: -errno of a folder that is there and cannot be listed.
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
	const char *main; /* NULL: none is there */
	const char *bad;  /* the folder that cannot be listed */
};

/* named: by NFTLOAD_FILE, NULL where that is not set. */
int boot_files_find(struct boot_files *f, const char *root,
		    const char *named) must_check;
void boot_files_release(struct boot_files *f);

/* /dev/null, which links that mask lead to. */
static inline bool boot_is_null(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

#endif
