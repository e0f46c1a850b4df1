#include "config.h"

#include "sync/recall.h"

#include "batch/batch.h"
#include "kernel/ask/request.h"
#include "state/refs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Namespaces come and go: their records share so many files. */
#define FILES 64

/* ---- the file ---- */

/* Nobody else can have put it there, or can change it. */
static bool is_ours(int fd, mode_t type, mode_t others)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == type &&
	       st.st_uid == geteuid() && !(st.st_mode & others) &&
	       (type == S_IFDIR || st.st_nlink == 1);
}

static int open_in(int dir, uint64_t netns)
{
	char name[32];
	int fd;

	if (!is_ours(dir, S_IFDIR, S_IWGRP | S_IWOTH))
		return -1;
	snprintf(name, sizeof(name), "sync-%u", (unsigned int)(netns % FILES));
	fd = openat(dir, name,
		    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		    S_IRUSR | S_IWUSR);
	if (fd >= 0 && !is_ours(fd, S_IFREG, S_IRWXG | S_IRWXO)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int open_record(uint64_t netns)
{
	int dir, fd;

	(void)mkdir(RECALL_DIR, S_IRWXU);
	dir = open(RECALL_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return -1;
	fd = open_in(dir, netns);
	close(dir);
	return fd;
}

/* The last line is a digest of the others: where it begins, or 0. */
static size_t check_line(const char *record, char *ret_hex)
{
	const char *line = strstr(record, "\ncheck ");
	uint8_t hash[SHA256_BYTES];

	if (!line)
		return 0;
	line++;
	sha256_of(record, (size_t)(line - record), hash);
	sha256_text(hash, ret_hex);
	return (size_t)(line - record);
}

static bool is_whole(const char *record)
{
	char hex[SHA256_TEXT];
	size_t at = check_line(record, hex);

	return at && strncmp(record + at + strlen("check "), hex,
			     strlen(hex)) == 0;
}

void recall_open(struct recall *r, const struct kernel_socket *s)
{
	*r = (struct recall){ .fd = -1 };
	clock_boot_id(r->boot);
	if (s->fd >= 0 && kernel_socket_netns(s, &r->netns) == 0 && *r->boot)
		r->fd = open_record(r->netns);
	if (r->fd < 0 || read(r->fd, r->record, RECALL_BYTES) != RECALL_BYTES ||
	    !is_whole(r->record))
		r->record[0] = '\0';
	if (r->fd >= 0 && pread(r->fd, r->told, sizeof(r->told),
				RECALL_BYTES) != sizeof(r->told))
		memset(r->told, 0, sizeof(r->told));
}

void recall_release(struct recall *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

/* ---- what is asked for ---- */

static void add_words(struct sha256 *h, const char *const *words)
{
	for (; words && *words; words++)
		sha256_add(h, *words, strlen(*words) + 1);
	sha256_add(h, "", 1);
}

void recall_digest(struct recall *r, const struct batch *b,
		   const char *const *words, const char *const *more)
{
	struct sha256 h;

	sha256_begin(&h);
	add_words(&h, words);
	add_words(&h, more);
	for (uint32_t i = 0; i < batch_count(b); i++) {
		const struct batch_msg *m = chunks_at(&b->msgs, i);
		const struct nlmsghdr *nlh = (const void *)m->bytes;

		/* Numbers of messages are not what is asked for. */
		sha256_add(&h, &nlh->nlmsg_len, sizeof(nlh->nlmsg_len));
		sha256_add(&h, &nlh->nlmsg_type, sizeof(nlh->nlmsg_type));
		sha256_add(&h, &nlh->nlmsg_flags, sizeof(nlh->nlmsg_flags));
		sha256_add(&h, nlh + 1, m->len - sizeof(*nlh));
	}
	sha256_end(&h, r->digest);
}

/* What a record for this begins with. */
static int put_head(const struct recall *r, char *buf, size_t size)
{
	char hex[SHA256_TEXT];

	sha256_text(r->digest, hex);
	return snprintf(buf, size,
			"nftload-sync 1\nboot %s\nnetns %" PRIx64
			"\ndigest %s\n",
			r->boot, r->netns, hex);
}

static bool same_devices(const char *at, const struct kernel_socket *sock)
{
	char name[16];
	uint32_t index;
	int len;

	for (; sscanf(at, "device %15s %" SCNu32 "\n%n", name, &index, &len) ==
	       2;
	     at += len)
		if (kernel_socket_ifindex(sock, name) != index)
			return false;
	return strncmp(at, "check ", strlen("check ")) == 0;
}

bool recall_hits(const struct recall *r, struct kernel_socket *sock)
{
	char head[512];
	int len = put_head(r, head, sizeof(head)), more;
	const char *at = r->record + len;
	uint32_t genid, now;
	uint64_t until;

	if (r->fd < 0 || strncmp(r->record, head, (size_t)len) != 0 ||
	    sscanf(at, "generation %" SCNu32 "\nuntil %" SCNu64 "\n%n", &genid,
		   &until, &more) != 2)
		return false;
	return (!until || clock_boot_ms() < until) && same_devices(at + more, sock) &&
	       kernel_genid(sock, &now) == 0 && now == genid;
}

/* ---- what was told ---- */

static void digest_here(const struct recall *r, const uint8_t *digest,
			uint8_t ret_digest[SHA256_BYTES])
{
	struct sha256 h;

	sha256_begin(&h);
	sha256_add(&h, r->boot, strlen(r->boot) + 1);
	sha256_add(&h, &r->netns, sizeof(r->netns));
	sha256_add(&h, digest, SHA256_BYTES);
	sha256_end(&h, ret_digest);
}

bool recall_was_told(const struct recall *r,
		     const uint8_t digest[SHA256_BYTES])
{
	uint8_t here[SHA256_BYTES];

	digest_here(r, digest, here);
	return r->fd >= 0 && memcmp(r->told, here, sizeof(here)) == 0;
}

void recall_tell(struct recall *r, const uint8_t digest[SHA256_BYTES])
{
	digest_here(r, digest, r->told);
	if (r->fd >= 0 && lseek(r->fd, RECALL_BYTES, SEEK_SET) >= 0)
		(void)!write(r->fd, r->told, sizeof(r->told));
}

/* ---- what changes by itself ---- */

struct leaving {
	struct state *present, *wanted;
	const struct kernel_socket *sock;
	struct arena scratch;
	uint64_t left_ms; /* until an element goes; UINT64_MAX: never */
	char *at, *end;	  /* of the record */
	bool vain;	  /* no record can tell */
};

/* The least time of an element; left: that it still has. */
static uint64_t least_ms(struct leaving *l, const struct state_set *set,
			 bool left)
{
	const struct arena_mark empty = arena_mark(&l->scratch);
	const struct elems *e = &set->elems;
	uint64_t own = set->item.low->set->timeout_ms, least = UINT64_MAX;

	for (size_t i = 0; i < e->count; i++) {
		struct low_elem low;
		uint64_t ms;

		elems_low(e, &e->list[i], &l->scratch, &low);
		ms = left ? low.expires_ms :
			    low.have_timeout ? low.timeout_ms : own;
		if (ms && !(low.flags & NFT_SET_ELEM_INTERVAL_END))
			least = MIN(least, ms);
		arena_rewind(&l->scratch, empty);
	}
	return least;
}

static bool has_times(const struct state_set *set)
{
	const struct low_set *low = set->item.low->set;

	return low && low->flags & NFT_SET_TIMEOUT && set->elems.count;
}

static void look_at_set(struct leaving *l, const struct state_set *wanted)
{
	const struct state_table *t = wanted->table;
	struct state_table *has;
	struct state_set *present;
	uint64_t least;

	if (wanted->anonymous || !has_times(wanted))
		return;
	least = least_ms(l, wanted, false);
	if (least == UINT64_MAX)
		return;
	has = state_table(l->present, t->family, t->item.name);
	present = has ? state_set(l->present, has, wanted->item.name, 0) : NULL;
	/* What is left of these was not read. */
	if (present && present->same)
		l->vain = true;
	else if (present && present->item.low->set)
		least = MIN(least, least_ms(l, present, true));
	l->left_ms = MIN(l->left_ms, least);
}

/* A rule that packets make write into a set with elements of the files. */
static void look_at_rule(struct leaving *l, struct state_table *t,
			 const struct nlmsghdr *nlh)
{
	const struct arena_mark empty = arena_mark(&l->scratch);
	struct decode_exprs in = decode_exprs(nlh);
	const struct nlattr *item;
	unsigned int kind;
	struct ref ref;

	while ((item = decode_expr_kind(&in, &kind))) {
		struct state_set *set;

		if (kind != NFX_DYNSET ||
		    !ref_of_expr(&in, item, kind, &l->scratch, &ref))
			continue;
		set = state_set(l->wanted, t, ref.name, ref.id);
		l->vain |= !set || set->elems.count;
	}
	arena_rewind(&l->scratch, empty);
}

static void put(struct leaving *l, const char *fmt, ...) format_printf(2, 3);

static void put(struct leaving *l, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(l->at, (size_t)(l->end - l->at), fmt, ap);
	va_end(ap);
	if (len >= l->end - l->at)
		l->vain = true;
	else
		l->at += len;
}

static void look_at_hook(struct leaving *l, const struct low_hook *hook)
{
	for (const struct low_device *d = hook->devices; d; d = d->next) {
		uint32_t index = kernel_socket_ifindex(l->sock, d->name);

		l->vain |= d->wildcard || !index;
		put(l, "device %s %" PRIu32 "\n", d->name, index);
	}
}

static void look_at_table(struct leaving *l, struct state_table *t)
{
	struct state_chain *c;
	struct state_rule *r;
	struct state_set *set;
	struct state_flowtable *f;

	state_each(set, &t->sets)
		look_at_set(l, set);
	state_each(c, &t->chains) {
		if (c->item.low->chain)
			look_at_hook(l, &c->item.low->chain->hook);
		state_each(r, &c->rules)
			look_at_rule(l, t, r->item.nlh);
	}
	state_each(f, &t->flowtables)
		if (f->item.low->flowtable)
			look_at_hook(l, &f->item.low->flowtable->hook);
}

/* ---- the record ---- */

static void look_at_all(struct leaving *l)
{
	struct state_table *t;

	arena_init(&l->scratch);
	state_each(t, &l->wanted->tables)
		look_at_table(l, t);
	arena_release(&l->scratch);
}

void recall_leave(struct recall *r, struct kernel_socket *sock, uint32_t genid,
		  struct state *present, struct state *wanted)
{
	char devices[RECALL_BYTES], hex[SHA256_TEXT];
	struct leaving l = {
		.present = present,
		.wanted = wanted,
		.sock = sock,
		.left_ms = UINT64_MAX,
		.at = devices,
		.end = devices + sizeof(devices),
	};

	if (r->fd < 0)
		return;
	devices[0] = '\0';
	look_at_all(&l);
	memset(r->record, 0, sizeof(r->record));
	l.at = r->record + put_head(r, r->record, RECALL_BYTES);
	l.end = r->record + RECALL_BYTES - sizeof(hex) - sizeof("check \n");
	put(&l, "generation %" PRIu32 "\nuntil %" PRIu64 "\n%s", genid,
	    l.left_ms == UINT64_MAX ? 0 : clock_boot_ms() + l.left_ms, devices);
	if (l.vain)
		return;
	l.end = r->record + RECALL_BYTES;
	put(&l, "check ");
	check_line(r->record, hex);
	put(&l, "%s\n", hex);
	/* What is written by half is torn, and no record. */
	if (lseek(r->fd, 0, SEEK_SET) == 0)
		(void)!write(r->fd, r->record, RECALL_BYTES);
}
