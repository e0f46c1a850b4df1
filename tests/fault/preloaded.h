/*
 * preloaded.h - the C library's functions in a library that is preloaded: how
 * they reach the kernel, and their other names.  The kernel's own calls are in
 * syscalls(2).
 */
#ifndef TESTS_FAULT_PRELOADED_H
#define TESTS_FAULT_PRELOADED_H

#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's prctl(), with the four arguments behind OPTION in AP, which the
 * caller begins and ends.  Returns -1 with errno set, as prctl() does. */
static inline int kernel_prctl(int option, va_list ap)
{
	unsigned long args[4];

	for (int i = 0; i < 4; i++)
		args[i] = va_arg(ap, unsigned long);
	return (int)syscall(SYS_prctl, option, args[0], args[1], args[2],
			    args[3]);
}

/* OTHER is what 32-bit machines call the function NAME where times and offsets
 * have 64 bits. */
#define ALSO(name, other) \
	extern __typeof__(name) other __attribute__((alias(#name)))

#endif
