#include "config.h"

#include "cli/sync/show.h"

#include "base/mem.h"

#include <stdlib.h>

char *show_lines(const struct plan *p, const struct source_set *sources,
		 const struct show_how *how)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		mem_exhausted(BUFSIZ);
	show_text(out, p, sources, how);
	fclose(out);
	return text;
}

void show_keep(struct keeping *k, const struct plan *p,
	       const struct source_set *sources)
{
	static const struct show_how plain;
	char *text, *json;
	json_t *items;

	if (!k->noted)
		return;
	text = show_lines(p, sources, &plain);
	items = show_items(p, sources);
	json = json_dumps(items, 0);
	keeping_add_diff(k, text, json ? json : "[]");
	mem_free(json);
	json_decref(items);
	free(text);
}
