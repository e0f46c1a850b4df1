#include "config.h"

#include "hold/saved.h"

#include "base/mem.h"
#include "state/state_canon.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "nftload-saved 1 " PACKAGE_VERSION

struct part {
	uint64_t off, len;
};

struct head {
	char magic[64];
	uint64_t saved_ms;
	uint32_t abilities, is_load, has_made;
	uint32_t all, families;
	struct part names, saved, made;
};

/* ---- writing ---- */

struct saving {
	int fd, err;
	uint64_t at;
};

static void put(struct saving *w, const void *bytes, size_t len)
{
	ssize_t n;

	for (const uint8_t *from = bytes; len > 0 && !w->err; from += n) {
		n = pwrite(w->fd, from, len, (off_t)w->at);
		if (n <= 0) {
			w->err = n < 0 ? -errno : -EIO;
			return;
		}
		w->at += (uint64_t)n;
		len -= (size_t)n;
	}
}

/* Of parts of multiples of 8 bytes. */
static struct part end_part(struct saving *w, uint64_t from)
{
	static const uint8_t zeros[8];
	struct part p = { from, w->at - from };

	put(w, zeros, -p.len % 8);
	return p;
}

static struct part put_names(struct saving *w, const struct touched *tables)
{
	uint64_t from = w->at;

	for (const struct touched_table *t = tables->first; t; t = t->next) {
		put(w, &t->family, 1);
		put(w, t->name, strlen(t->name) + 1);
	}
	return end_part(w, from);
}

static struct part put_dump(struct saving *w, const struct dump *d)
{
	struct dump_cursor c = { 0 };
	const struct nlmsghdr *nlh;
	uint64_t from = w->at;

	while ((nlh = dump_next(d, &c)))
		put(w, nlh, NLMSG_ALIGN(nlh->nlmsg_len));
	return end_part(w, from);
}

int saved_write(int fd, const struct back *b, const struct touched *tables)
{
	struct saving w = { .fd = fd, .at = sizeof(struct head) };
	struct head head = {
		.magic = MAGIC,
		.saved_ms = b->saved_ms,
		.abilities = b->abilities,
		.is_load = b->is_load,
		.has_made = b->has_made,
		.all = tables->all,
		.families = tables->families,
	};

	head.names = put_names(&w, tables);
	head.saved = put_dump(&w, &b->saved.reading.dump);
	if (b->has_made)
		head.made = put_dump(&w, &b->made.reading.dump);
	w.at = 0;
	put(&w, &head, sizeof(head));
	return w.err;
}

/* ---- reading ---- */

static bool is_within(const struct part *p, uint64_t size)
{
	return p->off % 8 == 0 && p->off <= size && p->len <= size - p->off;
}

static bool is_whole(const struct head *h, uint64_t size)
{
	return size >= sizeof(*h) &&
	       memcmp(h->magic, MAGIC, sizeof(MAGIC)) == 0 &&
	       is_within(&h->names, size) && is_within(&h->saved, size) &&
	       is_within(&h->made, size);
}

static int read_names(struct touched *t, const char *at, uint64_t len)
{
	const char *end = at + len;

	while (at < end) {
		const char *name = at + 1;
		const char *stop = name < end ?
			memchr(name, '\0', (size_t)(end - name)) : NULL;

		if (!stop)
			return -EPROTO;
		touched_add(t, (uint8_t)*at, name);
		at = stop + 1;
	}
	return 0;
}

static int read_present(struct present *p, bool *has, const uint8_t *at,
			uint64_t len)
{
	int err;

	*p = (struct present){ 0 };
	err = dump_put(&p->reading.dump, at, len);
	if (!err)
		err = present_copy(p, &p->state);
	if (err) {
		reading_release(&p->reading);
		return err;
	}
	canon_state(&p->state);
	*has = true;
	return 0;
}

static int take(struct back *b, struct touched *t, const uint8_t *bytes,
		uint64_t size)
{
	const struct head *h = (const void *)bytes;
	int err;

	if (!is_whole(h, size))
		return -EPROTO;
	b->saved_ms = h->saved_ms;
	b->abilities = h->abilities;
	b->is_load = h->is_load;
	t->all = h->all;
	t->families = h->families;
	err = read_names(t, (const char *)bytes + h->names.off, h->names.len);
	if (!err)
		err = read_present(&b->saved, &b->has_saved,
				   bytes + h->saved.off, h->saved.len);
	if (!err && h->has_made)
		err = read_present(&b->made, &b->has_made,
				   bytes + h->made.off, h->made.len);
	return err;
}

static int read_all(int fd, uint8_t *to, size_t len)
{
	size_t at = 0;

	while (at < len) {
		ssize_t n = pread(fd, to + at, len - at, (off_t)at);

		if (n <= 0)
			return n < 0 ? -errno : -EPROTO;
		at += (size_t)n;
	}
	return 0;
}

int saved_read(int fd, struct back *b, struct touched *tables)
{
	struct stat st;
	uint8_t *bytes;
	int err;

	if (fstat(fd, &st) < 0)
		return -errno;
	bytes = mem_alloc((size_t)st.st_size + 1);
	err = read_all(fd, bytes, (size_t)st.st_size);
	if (!err)
		err = take(b, tables, bytes, (uint64_t)st.st_size);
	mem_free(bytes);
	return err;
}
