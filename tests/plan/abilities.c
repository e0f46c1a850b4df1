/*
 * abilities — prints what plan/kernel_can.h says that this kernel can do, a
 * word a line.
 */
#include "config.h"

#include "plan/kernel_can.h"

#include <stdio.h>

static const struct {
	uint32_t bit;
	const char *word;
} words[] = {
	{ KERNEL_DESTROYS, "destroys" },
	{ KERNEL_DROPS_DEVICES, "devices" },
	{ KERNEL_SIZES_SETS, "sizes" },
	{ KERNEL_TIMES_ELEMENTS, "times" },
};

int main(void)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct kernel_socket s;
	uint32_t all, one;

	if (kernel_socket_open(&s, &how))
		return 1;
	all = kernel_can(&s, KERNEL_ALL);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		one = kernel_can(&s, words[i].bit);
		if (one != (all & words[i].bit)) {
			printf("FAILED: alone, %s is another\n", words[i].word);
			return 1;
		}
		if (one)
			puts(words[i].word);
	}
	if (kernel_can(&s, 0)) {
		puts("FAILED: nothing was asked for");
		return 1;
	}
	kernel_socket_close(&s);
	return 0;
}
