/* Stands in for libFuzzer in a plain build: runs a target over files. */
#include "config.h"

#include "fuzz.h"

#include <stdlib.h>

static uint8_t *read_whole(const char *path, size_t *ret_size)
{
	FILE *in = fopen(path, "re");
	uint8_t *data;
	long size;

	if (!in || fseek(in, 0, SEEK_END) < 0)
		return NULL;
	size = ftell(in);
	rewind(in);
	/* Exactly as long as the file: a tool notices what reads on. */
	data = size < 0 ? NULL : malloc((size_t)size ? (size_t)size : 1);
	if (data)
		*ret_size = fread(data, 1, (size_t)size, in);
	fclose(in);
	return data;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		size_t size = 0;
		uint8_t *data = read_whole(argv[i], &size);

		if (!data) {
			perror(argv[i]);
			return 1;
		}
		/* Seen when it crashes. */
		fprintf(stderr, "%s\n", argv[i]);
		LLVMFuzzerTestOneInput(data, size);
		free(data);
	}
	return 0;
}
