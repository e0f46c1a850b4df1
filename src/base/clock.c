#include "config.h"

#include "base/clock.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

uint64_t clock_boot_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void clock_boot_id(char ret_id[BOOT_ID_BYTES])
{
	int fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, ret_id, BOOT_ID_BYTES - 1);

	ret_id[got > 0 ? got : 0] = '\0';
	ret_id[strcspn(ret_id, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

void clock_text(int64_t at, char ret_text[TIME_TEXT_BYTES])
{
	time_t t = (time_t)at;
	struct tm tm;

	*ret_text = '\0';
	if (gmtime_r(&t, &tm))
		strftime(ret_text, TIME_TEXT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm);
}
