#include "config.h"

#include "support.h"


#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void see_name(void *ctx, const char *name)
{
	struct names_seen *seen = ctx;

	assert_non_null(name);
	assert_true(seen->count < NAMES_SEEN_MAX);
	seen->name[seen->count++] = name;
}

bool was_seen(const struct names_seen *seen, const char *name)
{
	for (size_t i = 0; i < seen->count; i++)
		if (strcmp(seen->name[i], name) == 0)
			return true;
	return false;
}

void assert_all_different(const struct names_seen *seen)
{
	for (size_t i = 0; i < seen->count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen->name[i], seen->name[j]);
}

char *temp_file(const char *content, size_t len)
{
	char *path = strdup("/tmp/nftload-unit-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	while (len > 0) {
		ssize_t n = write(fd, content, len);

		assert_true(n > 0);
		content += n;
		len -= (size_t)n;
	}
	close(fd);
	return path;
}
