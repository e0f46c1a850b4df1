/*
 * forms — what was sent and what the kernel holds have one canonical form.
 *
 *     forms [-n NFT -k KEEPER] [-p] FILE...
 *
 * Each FILE is loaded into this network namespace, which is emptied before; its
 * batch, applied to an empty state, and what the kernel then holds must have
 * the same form.  With -n, NFT (a program with nft's options) loads FILE as
 * well: what it sends, and what the kernel holds then, must have one form, too;
 * and where what it leaves of two files has one form, it must list them alike,
 * counters aside.  KEEPER is sent.so, which gets at what is sent.  -p prints
 * each form, as a number.
 *
 * The last line says how many there were, and how often nft sends what we send.
 * Exit status 1: something differs.
 */
#include "config.h"

#include "base/mem.h"
#include "kernel/ask/request.h"
#include "load/load.h"
#include "state/apply.h"
#include "state/state_canon.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct bytes {
	uint8_t *p;
	size_t len;
};

/* The form of a file, and what is listed of it. */
struct known {
	struct state_hash form, text;
	const char *file;
};

struct forms {
	struct kernel_socket sock;
	const char *nft, *keeper, *file;
	char kept[32]; /* a file for the keeper */
	bool print;
	struct known *known;
	unsigned int files, by_nft, alike, wrong, nknown;
};

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

/* ---- the kernel's state ---- */

struct reading {
	struct state *s;
	struct arena *a; /* of what the kernel sent */
	bool lost;
};

static int take(void *ctx, const struct answer *answer)
{
	struct reading *r = ctx;
	void *nlh = arena_memdup(r->a, answer->nlh, answer->nlh->nlmsg_len);

	r->lost |= !state_take(r->s, nlh);
	return 0;
}

static void ask(struct forms *f, struct reading *r, const struct low_msg *m)
{
	struct request q;
	int err;

	request_init(&q, m, NLM_F_DUMP);
	err = request_run(&q, &f->sock, take, r);
	/* A kernel without flow tables says so. */
	r->lost |= err && m->kind != LOW_FLOWTABLE;
}

static void read_state(struct forms *f, struct state *s, struct arena *a)
{
	static const uint8_t kinds[] = { LOW_TABLE, LOW_CHAIN, LOW_SET,
					 LOW_OBJ, LOW_FLOWTABLE, LOW_RULE };
	struct reading r = { .s = s, .a = a };
	struct state_table *t;
	struct state_set *set;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		ask(f, &r, &(struct low_msg){ .kind = kinds[i] });
	state_each(t, &s->tables)
		state_each(set, &t->sets)
			ask(f, &r, &(struct low_msg){
				.kind = LOW_ELEMS,
				.family = t->family,
				.table.name = t->item.name,
				.name.name = set->item.name });
	if (r.lost) {
		printf("FAILED: %s: the state cannot be read\n", f->file);
		f->wrong++;
	}
}

/* ---- forms ---- */

static void append(void *ctx, const void *bytes, size_t len)
{
	struct bytes *b = ctx;

	b->p = mem_realloc(b->p, b->len + len);
	memcpy(b->p + b->len, bytes, len);
	b->len += len;
}

static int compare_tables(const void *a, const void *b)
{
	const struct state_table *const *x = a, *const *y = b;

	if ((*x)->family != (*y)->family)
		return (*x)->family - (*y)->family;
	return strcmp((*x)->item.name, (*y)->item.name);
}

static struct bytes form_of(struct state *s)
{
	struct state_table **all = mem_calloc(s->tables.count, sizeof(*all));
	struct bytes b = { NULL, 0 };
	struct state_table *t;
	size_t n = 0;

	state_each(t, &s->tables)
		all[n++] = t;
	qsort(all, n, sizeof(*all), compare_tables);
	for (size_t i = 0; i < n; i++)
		canon_table(s, all[i], true, append, &b);
	mem_free(all);
	return b;
}

static struct bytes form_of_kernel(struct forms *f)
{
	struct arena a;
	struct state s;
	struct bytes b;

	arena_init(&a);
	state_init(&s, STATE_EMPTY);
	read_state(f, &s, &a);
	b = form_of(&s);
	state_release(&s);
	arena_release(&a);
	return b;
}

static struct bytes form_of_batch(const struct batch *batch)
{
	struct state s;
	struct bytes b;

	state_init(&s, STATE_EMPTY);
	state_apply(&s, batch, NULL);
	b = form_of(&s);
	state_release(&s);
	return b;
}

static void show(const char *label, const struct bytes *b, size_t from)
{
	size_t end = MIN(b->len, from + 40);

	printf("  %s", label);
	for (size_t i = from > 24 ? from - 24 : 0; i < end; i++)
		printf(b->p[i] > ' ' && b->p[i] < 127 ? "%s%c" : "%s%02x",
		       i == from ? "^" : " ", b->p[i]);
	putchar('\n');
}

static bool is_same(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len && (!a->len || memcmp(a->p, b->p, a->len) == 0);
}

static void compare(struct forms *f, const char *what, const struct bytes *a,
		    const struct bytes *b)
{
	size_t i = 0;

	if (is_same(a, b))
		return;
	while (i < MIN(a->len, b->len) && a->p[i] == b->p[i])
		i++;
	printf("FAILED: %s: %s: at byte %zu\n", f->file, what, i);
	show("sent", a, i);
	show("held", b, i);
	f->wrong++;
}

/* ---- loading ---- */

static bool load(struct load *l, const struct load_options *o)
{
	static const struct load_events none;

	load_init(l, o, &none);
	return load_run(l) == LOAD_GOES_ON && l->n == 1 &&
	       l->list[0].code == LOAD_DONE;
}

static void flush(struct forms *f)
{
	static const char *const words[] = { "flush ruleset", NULL };
	struct load l;

	if (!load(&l, &(struct load_options){ .goal = LOAD_COMMIT,
					      .words = words })) {
		printf("FAILED: %s: the namespace cannot be emptied\n", f->file);
		f->wrong++;
	}
	load_release(&l);
}

/* The output is put into out, where that is not NULL. */
static bool run_nft(const struct forms *f, const char *const *argv,
		    struct bytes *out)
{
	int fds[2], status;
	char buf[4096];
	ssize_t n;
	pid_t pid;

	if (pipe(fds) < 0 || (pid = fork()) < 0)
		exit(1);
	if (!pid) {
		if (!freopen("/dev/null", "w", stderr) ||
		    dup2(fds[1], STDOUT_FILENO) < 0)
			_exit(1);
		close(fds[0]);
		setenv("LD_PRELOAD", f->keeper, 1);
		setenv("SENT_TO", f->kept, 1);
		execv(f->nft, (char *const *)argv);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf))) > 0)
		if (out)
			append(out, buf, (size_t)n);
	close(fds[0]);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

/* Whether another file with that form is listed otherwise. */
static void look_for_twin(struct forms *f, const struct bytes *form,
			  const struct bytes *text)
{
	struct known k = { state_hash_of(form->p, form->len),
			   state_hash_of(text->p, text->len), f->file };

	for (unsigned int i = 0; i < f->nknown; i++) {
		const struct known *o = &f->known[i];

		if (!state_hash_same(o->form, k.form) ||
		    state_hash_same(o->text, k.text))
			continue;
		printf("FAILED: %s: has the form of %s, and is listed otherwise\n",
		       f->file, o->file);
		f->wrong++;
		return;
	}
	f->known = mem_recalloc(f->known, f->nknown + 1, sizeof(k));
	f->known[f->nknown++] = k;
}

static struct bytes read_kept(struct forms *f)
{
	struct bytes b = { NULL, 0 };
	FILE *file = fopen(f->kept, "r");
	uint8_t buf[4096];
	size_t n;

	while (file && (n = fread(buf, 1, sizeof(buf), file)))
		append(&b, buf, n);
	if (!file || fclose(file) != 0 || truncate(f->kept, 0) < 0) {
		perror(f->kept);
		exit(1);
	}
	return b;
}

/* The messages that nft has sent, as a batch of ours. */
static struct bytes form_of_kept(struct forms *f)
{
	struct bytes b, sent = read_kept(f);
	struct diags diags;
	struct batch batch;

	diags_init(&diags);
	batch_init(&batch, &diags);
	for (size_t at = 0; at + NLMSG_HDRLEN <= sent.len;) {
		const struct nlmsghdr *nlh = (const void *)(sent.p + at);

		if (decode_type(nlh) &&
		    !batch_add(&batch, nlh, nlh->nlmsg_len,
			       (struct span){ 0 }))
			exit(1);
		at += NLMSG_ALIGN(nlh->nlmsg_len);
	}
	b = form_of_batch(&batch);
	batch_release(&batch);
	diags_release(&diags);
	mem_free(sent.p);
	return b;
}

static void check_nft(struct forms *f, const struct bytes *ours)
{
	const char *const argv[] = { f->nft, strstr(f->file, ".json") ? "-jf" :
								       "-f",
				     f->file, NULL };
	const char *const list[] = { f->nft, "-s", "list", "ruleset", NULL };
	struct bytes held, sent, text = { NULL, 0 };

	flush(f);
	if (!run_nft(f, argv, NULL)) {
		mem_free(read_kept(f).p);
		return;
	}
	f->by_nft++;
	sent = form_of_kept(f);
	held = form_of_kernel(f);
	compare(f, "as nft loads it", &sent, &held);
	f->alike += is_same(ours, &held);
	if (run_nft(f, list, &text))
		look_for_twin(f, &held, &text);
	mem_free(held.p);
	mem_free(sent.p);
	mem_free(text.p);
}

static void check_file(struct forms *f)
{
	struct load_options o = {
		.goal = LOAD_COMMIT,
		.files = &f->file,
		.nfiles = 1,
		.json = strstr(f->file, ".json"),
	};
	struct bytes sent, held;
	struct load l;

	flush(f);
	if (load(&l, &o)) {
		f->files++;
		sent = form_of_batch(&l.list[0].batch);
		held = form_of_kernel(f);
		compare(f, "as it was loaded", &sent, &held);
		if (f->print)
			printf("%016llx %s\n",
			       (unsigned long long)
				       state_hash_of(sent.p, sent.len).word[0],
			       f->file);
		if (f->nft)
			check_nft(f, &sent);
		mem_free(sent.p);
		mem_free(held.p);
	}
	load_release(&l);
}

static bool make_kept(struct forms *f)
{
	int fd;

	strcpy(f->kept, "sent.XXXXXX");
	fd = f->nft ? mkstemp(f->kept) : 0;
	if (f->nft)
		close(fd);
	return fd >= 0;
}

int main(int argc, char **argv)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct forms f = { .files = 0 };
	int opt;

	mem_on_exhausted(no_memory);
	while ((opt = getopt(argc, argv, "k:n:p")) != -1) {
		f.print |= opt == 'p';
		if (opt == 'n')
			f.nft = optarg;
		else if (opt == 'k')
			f.keeper = optarg;
		else if (opt != 'p')
			return 2;
	}
	if (!f.nft != !f.keeper || !make_kept(&f))
		return 2;
	if (kernel_socket_open(&f.sock, &how) < 0) {
		fputs("no socket of nf_tables can be opened\n", stderr);
		return 77;
	}
	for (int i = optind; i < argc; i++) {
		f.file = argv[i];
		check_file(&f);
	}
	printf("%u of %d files, %u by nft, %u alike: %u wrong\n", f.files,
	       argc - optind, f.by_nft, f.alike, f.wrong);
	if (f.nft)
		unlink(f.kept);
	mem_free(f.known);
	kernel_socket_close(&f.sock);
	return f.wrong || !f.files;
}
