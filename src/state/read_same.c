#include "config.h"

#include "state/read_same.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "kernel/ask/request.h"
#include "object/boxes.h"
#include "object/canon.h"
#include "state/dry_run.h"
#include "state/mark.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

/* Of one batch that is judged: the commits of others wait so long. */
#define PIECE_BYTES (8 * 1024 * 1024)
/* Of the elements of one message. */
#define NEST_BYTES (32 * 1024)
/* What the answer about one element takes of the receive buffer. */
#define ANSWER_ROOM 1536

struct same {
	struct kernel_socket *sock;
	const struct low_msg *present;
	struct state_set *desired;
	bool marked;
	struct wire w;
	struct arena scratch;
	uint32_t has; /* attributes of any element, a bit each */
	size_t counted, catch_all;
};

/* ---- what there shall be ---- */

static const struct low_set *set_of(const struct same *t)
{
	return t->desired->item.low->set;
}

/* What dry runs cannot ask for, and what only maps have: a bit for the number of
 * each attribute. */
#define TOLD                                                                 \
	(1u << NFTA_SET_ELEM_TIMEOUT | 1u << NFTA_SET_ELEM_USERDATA |        \
	 1u << NFTA_SET_ELEM_EXPR | 1u << NFTA_SET_ELEM_EXPRESSIONS)
#define MAPPED (1u << NFTA_SET_ELEM_DATA | 1u << NFTA_SET_ELEM_OBJREF)

static uint32_t attributes_of(const struct nlattr *item)
{
	struct attrs in = attrs_of_nest(item);
	const struct nlattr *a;
	uint32_t bits = 0;

	while ((a = attrs_next(&in)))
		bits |= attr_number(a) < 32 ? 1u << attr_number(a) : TOLD;
	return bits;
}

static void survey(struct same *t)
{
	const struct elems *e = &t->desired->elems;

	for (size_t i = 0; i < e->count; i++) {
		const struct nlattr *item = elems_item(e, &e->list[i]);
		uint32_t has = attributes_of(item);

		t->has |= has;
		if (has & 1u << NFTA_SET_ELEM_FLAGS &&
		    decode_key(item).flags & NFT_SET_ELEM_CATCHALL)
			t->catch_all++;
	}
	t->counted = e->count - t->catch_all;
}

static bool is_interval(const struct same *t)
{
	return set_of(t)->flags & NFT_SET_INTERVAL;
}

/* ---- messages about its elements ---- */

/* The list of elements, which is open. */
static uint32_t begin_list(struct same *t, uint16_t type, uint16_t flags)
{
	const struct low_msg names = {
		.kind = LOW_ELEMS,
		.family = t->present->family,
		.table = { .name = t->present->table.name },
		.name = { .name = t->present->name.name },
	};

	wire_begin(&t->w, NFNL_SUBSYS_NFTABLES << 8 | type,
		   NLM_F_REQUEST | flags, names.family, 0);
	encode_attrs(&t->w, &names, NULL);
	return wire_nest(&t->w, NFTA_SET_ELEM_LIST_ELEMENTS);
}

/* Puts elements from the i-th on; the first that does not fit. */
static size_t put_list(struct same *t, size_t i, size_t max)
{
	const struct elems *e = &t->desired->elems;
	uint32_t from = wire_len(&t->w);

	for (max += i; i < MIN(e->count, max); i++) {
		const struct nlattr *item = elems_item(e, &e->list[i]);

		if (wire_len(&t->w) - from + item->nla_len > NEST_BYTES)
			break;
		wire_append(&t->w, item, MNL_ALIGN(item->nla_len));
	}
	return i;
}

/* ---- judged by the kernel ---- */

/* One batch, of elements from *i on. */
static bool judge_piece(struct same *t, enum low_verb verb, size_t *i)
{
	const uint16_t type = rows_msg_type(LOW_ELEMS, verb);
	const struct span nowhere = { 0 };
	struct replies replies;
	struct batch b;
	bool fine;

	batch_init(&b, NULL);
	while (*i < t->desired->elems.count && b.bytes < PIECE_BYTES) {
		uint32_t list = begin_list(t, type,
					   verb == LOW_NEW ? NLM_F_CREATE : 0);

		*i = put_list(t, *i, SIZE_MAX - *i);
		wire_nest_end(&t->w, list);
		batch_add(&b, t->w.nlh, wire_len(&t->w), nowhere);
	}
	fine = dry_run(t->sock, &b, &replies) == 0 && replies.acked &&
	       !replies.nerrors && !replies.lost;
	replies_release(&replies);
	batch_release(&b);
	return fine;
}

static bool judge(struct same *t, enum low_verb verb)
{
	size_t i = 0;

	while (i < t->desired->elems.count)
		if (!judge_piece(t, verb, &i))
			return false;
	return true;
}

/* ---- looked at, one by one ---- */

struct looking {
	struct same *t;
	size_t i; /* the element that is answered next */
	struct canon has, wants;
	bool differs;
};

struct udata {
	const uint8_t *bytes;
	uint32_t len;
};

static const struct nlattr *find_attr(const struct nlattr *item,
				      unsigned int number)
{
	struct attrs in = attrs_of_nest(item);
	const struct nlattr *a;

	do
		a = attrs_next(&in);
	while (a && attr_number(a) != number);
	return a;
}

static struct udata udata_of(const struct nlattr *item)
{
	const struct nlattr *a = find_attr(item, NFTA_SET_ELEM_USERDATA);

	return a ? (struct udata){ attr_data(a), attr_len(a) } :
		   (struct udata){ NULL, 0 };
}

/* Byte for byte, but for what is left of the time, and user data; most
 * elements are. */
static bool same_bytes(const struct nlattr *has, const struct nlattr *wants)
{
	const uint32_t other = 1u << NFTA_SET_ELEM_EXPIRATION |
			       1u << NFTA_SET_ELEM_USERDATA;
	struct attrs in = attrs_of_nest(has);
	uint32_t left = attributes_of(wants) & ~other;
	const struct nlattr *a, *b;

	while ((a = attrs_next(&in))) {
		if (attr_number(a) < 32 && other & 1u << attr_number(a))
			continue;
		b = find_attr(wants, attr_number(a));
		if (!b || a->nla_len != b->nla_len ||
		    memcmp(attr_data(a), attr_data(b), attr_len(a)) != 0)
			return false;
		left &= ~(1u << attr_number(b));
	}
	return !left;
}

static bool same_udata(const struct same *t, const struct nlattr *has,
		       const struct nlattr *wants)
{
	struct udata x = udata_of(has), y = udata_of(wants);
	uint32_t len;

	if (!mark_same_words(x.bytes, x.len, y.bytes, y.len))
		return false;
	return !t->marked || mark_find(x.bytes, x.len, &len) ||
	       !mark_fits(y.len, 0) ||
	       decode_key(wants).flags & NFT_SET_ELEM_INTERVAL_END;
}

static bool same_form(struct looking *l, const struct nlattr *has,
		      const struct nlmsghdr *nlh, const struct state_elem *e)
{
	struct low_elem x, y;

	decode_one_elem(has, nlh, &x, &l->t->scratch);
	elems_low(&l->t->desired->elems, e, &l->t->scratch, &y);
	l->has.len = l->wants.len = 0;
	canon_elem(&l->has, &x, l->t->present->set);
	canon_elem(&l->wants, &y, set_of(l->t));
	return l->has.len == l->wants.len &&
	       memcmp(l->has.bytes, l->wants.bytes, l->has.len) == 0;
}

static void look_at(struct looking *l, const struct nlmsghdr *nlh)
{
	const struct elems *e = &l->t->desired->elems;
	struct decode_elems in = decode_elems(nlh);
	const struct nlattr *has;

	while (l->i < e->count && (has = decode_item(&in))) {
		const struct state_elem *wants = &e->list[l->i++];
		const struct nlattr *item = elems_item(e, wants);

		l->differs |= !same_udata(l->t, has, item) ||
			      (!same_bytes(has, item) &&
			       !same_form(l, has, nlh, wants));
	}
}

/* The answers to one question: an error is the last of them. */
static bool look_datagram(struct looking *l, const void *buf, int len,
			  int *ret_err)
{
	struct arena_mark empty = arena_mark(&l->t->scratch);
	const struct nlmsghdr *nlh = buf;

	for (; request_message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != l->t->sock->seq)
			continue;
		if (answer_ends(nlh, ret_err))
			return true;
		look_at(l, nlh);
		arena_rewind(&l->t->scratch, empty);
	}
	return false;
}

static int look_answers(struct looking *l, void *buf)
{
	struct kernel_socket *s = l->t->sock;
	int err = 0;

	for (;;) {
		ssize_t got = s->t->recv(s, buf, ANSWER_MAX, true);

		if (got < 0)
			return (int)got;
		if (look_datagram(l, buf, (int)got, &err))
			return err;
	}
}

static int look_some(struct looking *l, void *buf, size_t max)
{
	struct same *t = l->t;
	struct iovec iov = { t->w.nlh, 0 };
	size_t end;
	uint32_t list = begin_list(t, NFT_MSG_GETSETELEM, NLM_F_ACK);
	ssize_t sent;
	int err;

	end = put_list(t, l->i, max);
	wire_nest_end(&t->w, list);
	iov.iov_len = wire_len(&t->w);
	t->w.nlh->nlmsg_seq = ++t->sock->seq;
	sent = t->sock->t->send(t->sock, &iov, 1);
	if (sent < 0)
		return (int)sent;
	err = look_answers(l, buf);
	if (err)
		request_drain(t->sock, buf, ANSWER_MAX);
	return err || l->i == end ? err : -ENOENT;
}

/* The end of nothing, which comes before the first interval: the kernel does
 * not find it by its key, and it means nothing. */
static bool begins_with_end(const struct same *t)
{
	const struct elems *e = &t->desired->elems;
	const struct decoded_key k = decode_key(elems_item(e, &e->list[0]));

	return k.flags & NFT_SET_ELEM_INTERVAL_END && k.key &&
	       bytes_is_zero(k.key, k.len);
}

static bool look(struct same *t)
{
	struct looking l = { .t = t };
	void *buf = mem_alloc(ANSWER_MAX);
	size_t max = NEST_BYTES / NLA_HDRLEN;
	uint64_t room = kernel_socket_answers(t->sock, max * ANSWER_ROOM);
	int err = 0;

	l.i = begins_with_end(t);
	max = MAX(room / ANSWER_ROOM, UINT64_C(1));
	while (!err && !l.differs && l.i < t->desired->elems.count)
		err = look_some(&l, buf, max);
	canon_release(&l.has);
	canon_release(&l.wants);
	mem_free(buf);
	return !err && !l.differs;
}

/* ---- what the count does not tell ---- */

static int found(void *ctx, const struct answer *answer)
{
	bool *ret = ctx;

	*ret |= answer->m.kind == LOW_ELEMS;
	return 0;
}

/* True, too, where the kernel cannot be asked. */
static bool is_there(struct same *t, const struct low_elem *e)
{
	const struct low_msg names = {
		.kind = LOW_ELEMS,
		.family = t->present->family,
		.table = { .name = t->present->table.name },
		.name = { .name = t->present->name.name },
	};
	struct request q;
	bool there = false;
	uint32_t list;
	int err;

	request_init(&q, &names, 0);
	list = wire_nest(&q.w, NFTA_SET_ELEM_LIST_ELEMENTS);
	encode_item(&q.w, e, NFTA_LIST_ELEM);
	wire_nest_end(&q.w, list);
	err = request_run(&q, t->sock, found, &there);
	return there || (err && err != -ENOENT);
}

/* The kernel does not count an element for all other keys, and rounds down
 * where one interval has no end. */
static bool has_more(struct same *t)
{
	static const uint8_t ones[] = {
		[0 ... NFT_DATA_VALUE_MAXLEN - 1] = 0xff,
	};
	const struct low_elem any = { .flags = NFT_SET_ELEM_CATCHALL };
	const struct low_elem top = {
		.key = ones,
		.key_len = MIN(set_of(t)->key_len, sizeof(ones)),
	};
	const struct elems *e = &t->desired->elems;
	const struct decoded_key last =
		decode_key(elems_item(e, &e->list[e->count - 1]));

	if (!t->catch_all && is_there(t, &any))
		return true;
	if (!is_interval(t) || t->counted % 2 ||
	    !(last.flags & NFT_SET_ELEM_INTERVAL_END))
		return false;
	return is_there(t, &top);
}

/* ---- all of it ---- */

static bool is_same(struct same *t)
{
	survey(t);
	if (t->present->set->count !=
	    (is_interval(t) ? t->counted / 2 : t->counted))
		return false;
	if (has_more(t))
		return false;
	if (t->has & TOLD || t->marked)
		return look(t);
	return judge(t, LOW_DEL) && (!(t->has & MAPPED) || judge(t, LOW_NEW));
}

bool read_same(struct kernel_socket *s, const struct low_msg *present,
	       struct state_set *desired, bool marked)
{
	struct same t = {
		.sock = s,
		.present = present,
		.desired = desired,
		.marked = marked,
	};
	bool same;

	if (!present->set || !present->set->count || !set_of(&t) ||
	    boxes_in(set_of(&t)))
		return false;
	elems_settle(&desired->elems);
	if (!desired->elems.count)
		return false;
	wire_init(&t.w);
	arena_init(&t.scratch);
	same = is_same(&t);
	arena_release(&t.scratch);
	wire_release(&t.w);
	return same;
}
