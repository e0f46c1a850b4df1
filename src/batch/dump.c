#include "config.h"

#include "batch/dump.h"

#include "object/decode.h"
#include "object/print.h"

#include <inttypes.h>
#include <linux/netfilter/nfnetlink.h>

static const char *name_of(const struct nlmsghdr *nlh)
{
	const struct rows_msg *type = decode_type(nlh);

	if (nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		return "BATCH_BEGIN";
	if (nlh->nlmsg_type == NFNL_MSG_BATCH_END)
		return "BATCH_END";
	return type ? type->name : "UNKNOWN";
}

static void put_elems(struct print *p, const struct nlmsghdr *nlh,
		      struct arena *a)
{
	struct decode_elems in = decode_elems(nlh);
	struct arena_mark mark = arena_mark(a);
	struct low_elem e;

	while (decode_elem(&in, &e, a)) {
		print_elem(p, &e);
		arena_rewind(a, mark);
	}
}

static void put_message(FILE *f, uint32_t index, const struct batch_msg *m,
			struct arena *a)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	const struct nfgenmsg *nfg = NLMSG_DATA(nlh);
	struct print p = { .f = f, .lines = true, .depth = 1 };
	struct low_msg low;

	fprintf(f, "%" PRIu32 " %s", index, name_of(nlh));
	print_family(f, nfg->nfgen_family);
	fputs(" flags ", f);
	print_flags(f, nlh->nlmsg_flags, ",");
	fprintf(f, " len %" PRIu32, m->len);
	if (m->at.len)
		fprintf(f, " at %" PRIu32 ":%" PRIu32 "+%" PRIu32, m->at.file,
			m->at.off, m->at.len);
	if (decode_msg(&low, nlh, a)) {
		print_attrs(&p, &low);
		if (low.kind == LOW_ELEMS)
			put_elems(&p, nlh, a);
	}
	fputc('\n', f);
}

static void put_command(FILE *f, uint32_t index, const struct batch_msg *m,
			struct arena *a)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	struct print p = { .f = f };
	struct low_msg low;

	(void)index;
	if (!decode_msg(&low, nlh, a))
		return;
	print_command(&p, &low);
	if (low.kind == LOW_ELEMS)
		put_elems(&p, nlh, a);
	fputc('\n', f);
}

typedef void put_fn(FILE *f, uint32_t index, const struct batch_msg *m,
		    struct arena *a);

static void put_all(FILE *out, const struct batch *b, put_fn *put)
{
	struct arena_mark mark;
	struct arena a;

	arena_init(&a);
	mark = arena_mark(&a);
	for (uint32_t i = 0; i < batch_count(b); i++) {
		put(out, i, batch_msg_by_seq(b, b->seq0 + i), &a);
		arena_rewind(&a, mark);
	}
	arena_release(&a);
}

void dump_messages(FILE *out, const struct batch *b)
{
	put_all(out, b, put_message);
}

void dump_bytecode(FILE *out, const struct batch *b)
{
	put_all(out, b, put_command);
}
