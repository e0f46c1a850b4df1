#include "config.h"

#include "cli/run/caps.h"

#include <errno.h>

/* Of libc, which has no header for them. */
int capget(cap_user_header_t header, cap_user_data_t data);
int capset(cap_user_header_t header, const cap_user_data_t data);

struct caps {
	struct __user_cap_header_struct header;
	/* the lower 32 bits of each set, then the upper ones */
	struct __user_cap_data_struct half[_LINUX_CAPABILITY_U32S_3];
};

static int get(struct caps *c)
{
	*c = (struct caps){ .header.version = _LINUX_CAPABILITY_VERSION_3 };
	return capget(&c->header, c->half) < 0 ? -errno : 0;
}

int caps_held(uint64_t *ret_held)
{
	struct caps c;
	int err = get(&c);

	if (err == 0)
		*ret_held = c.half[0].permitted |
			    (uint64_t)c.half[1].permitted << 32;
	return err;
}

/* Whether there was anything else to give up. */
static bool reduce(struct __user_cap_data_struct *half, uint32_t keep)
{
	bool more = ((half->permitted | half->effective) & ~keep) ||
		    half->inheritable;

	half->permitted &= keep;
	half->effective = half->permitted;
	half->inheritable = 0;
	return more;
}

int caps_keep_only(uint64_t keep)
{
	struct caps c;
	int err = get(&c);
	bool more;

	if (err < 0)
		return err;
	more = reduce(&c.half[0], (uint32_t)keep);
	more |= reduce(&c.half[1], (uint32_t)(keep >> 32));
	if (!more)
		return 0;
	return capset(&c.header, c.half) < 0 ? -errno : 0;
}

const char *caps_name(unsigned int cap)
{
	static const char names[CAPS_COUNT][20] = {
		[CAP_CHOWN] = "chown",
		[CAP_DAC_OVERRIDE] = "dac_override",
		[CAP_DAC_READ_SEARCH] = "dac_read_search",
		[CAP_FOWNER] = "fowner",
		[CAP_FSETID] = "fsetid",
		[CAP_KILL] = "kill",
		[CAP_SETGID] = "setgid",
		[CAP_SETUID] = "setuid",
		[CAP_SETPCAP] = "setpcap",
		[CAP_LINUX_IMMUTABLE] = "linux_immutable",
		[CAP_NET_BIND_SERVICE] = "net_bind_service",
		[CAP_NET_BROADCAST] = "net_broadcast",
		[CAP_NET_ADMIN] = "net_admin",
		[CAP_NET_RAW] = "net_raw",
		[CAP_IPC_LOCK] = "ipc_lock",
		[CAP_IPC_OWNER] = "ipc_owner",
		[CAP_SYS_MODULE] = "sys_module",
		[CAP_SYS_RAWIO] = "sys_rawio",
		[CAP_SYS_CHROOT] = "sys_chroot",
		[CAP_SYS_PTRACE] = "sys_ptrace",
		[CAP_SYS_PACCT] = "sys_pacct",
		[CAP_SYS_ADMIN] = "sys_admin",
		[CAP_SYS_BOOT] = "sys_boot",
		[CAP_SYS_NICE] = "sys_nice",
		[CAP_SYS_RESOURCE] = "sys_resource",
		[CAP_SYS_TIME] = "sys_time",
		[CAP_SYS_TTY_CONFIG] = "sys_tty_config",
		[CAP_MKNOD] = "mknod",
		[CAP_LEASE] = "lease",
		[CAP_AUDIT_WRITE] = "audit_write",
		[CAP_AUDIT_CONTROL] = "audit_control",
		[CAP_SETFCAP] = "setfcap",
		[CAP_MAC_OVERRIDE] = "mac_override",
		[CAP_MAC_ADMIN] = "mac_admin",
		[CAP_SYSLOG] = "syslog",
		[CAP_WAKE_ALARM] = "wake_alarm",
		[CAP_BLOCK_SUSPEND] = "block_suspend",
		[CAP_AUDIT_READ] = "audit_read",
		[CAP_PERFMON] = "perfmon",
		[CAP_BPF] = "bpf",
		[CAP_CHECKPOINT_RESTORE] = "checkpoint_restore",
	};

	return names[cap];
}
