#include "config.h"

#include "batch/reshape.h"

#include "base/mem.h"
#include "batch/used.h"

#include <linux/netlink.h>
#include <string.h>

/* Fewer sets cost the kernel too little. */
#ifdef NFTLOAD_DEVELOPER
#define SETS_MIN 2
#else
#define SETS_MIN 64
#endif

/* Each stretch whose order changes may begin new pieces, of which one call takes
 * a limited number. */
#define MOVES_MAX 64
#define BYTES_MAX (BATCH_MAX / 2)

/* Numbers of three digits, the first of which is a letter. */
#define NAME_DIGITS 3
#define LETTERS 52
#define DIGITS 62
#define NAMES (LETTERS * DIGITS * DIGITS)

/* Of a message: whether it waits, and the number of a rule's chain. */
struct mark {
	uint32_t chain : 31, waits : 1;
};

struct shaper {
	struct batch *b;
	uint32_t salt;
	struct used_names names;
	struct mark *marks;    /* one a message */
	struct chunks starts; /* uint32_t: of stretches, their first messages */
	uint32_t at;	  /* the message that is looked at */
	uint32_t first;	  /* of the stretch */
	uint32_t stretch; /* messages change places within one */
	uint32_t era;	  /* no name was removed in it */
	uint32_t binds;	  /* rules with a set of their own, in the stretch */
	bool waits;	  /* some message of the stretch may wait */
	uint32_t moves;	  /* stretches whose order changes */
	bool renamed;
};

static struct batch_msg *msg_at(const struct batch *b, uint32_t i)
{
	return chunks_at(&b->msgs, i);
}

/* ---- names of sets ---- */

/* Of a rule's own set the kernel makes the name. */
static bool is_pattern(const struct nlattr *name)
{
	const uint8_t *text = attr_data(name);
	const uint8_t *sign = memchr(text, '%', attr_len(name));

	return sign && text[0] == '_' && text[1] == '_' &&
	       NLA_ALIGN(sign + NAME_DIGITS - text) ==
	       NLA_ALIGN(attr_len(name));
}

/*
 * Writes a number over the sign and the letter of `__set%d`, and over the NUL
 * behind it, which the kernel does not need.  It begins with a letter, so that
 * it is never a number of the kernel's own.
 */
static bool give_name(struct shaper *s, struct nlattr *name, uint32_t id)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789";
	uint8_t *text = (uint8_t *)name + NLA_HDRLEN;
	uint8_t *sign = memchr(text, '%', attr_len(name));
	uint32_t number = (s->salt + id) % NAMES;

	if (!id || id >= NAMES)
		return false;
	for (int i = NAME_DIGITS; i-- > 1; number /= DIGITS)
		sign[i] = (uint8_t)digits[number % DIGITS];
	sign[0] = (uint8_t)digits[number];
	name->nla_len = (uint16_t)(sign + NAME_DIGITS - (uint8_t *)name);
	s->renamed = true;
	return true;
}

/* ---- names that messages use ---- */

static struct used *use(struct shaper *s, const struct brief *m,
			 uint8_t names, const struct nlattr *name)
{
	struct used *k = used_of(&s->names, m, names, name);

	if (k->made != s->era)
		k->awaited = s->stretch;
	return k;
}

/* Whether one of the names is that of a set of the rule's own; such names are
 * given. */
static bool use_all(struct shaper *s, const struct brief *m)
{
	struct brief_uses walk = brief_uses(m);
	struct brief_use one;
	bool binds = false;

	while (brief_next(&walk, &one)) {
		if (one.name && is_pattern(one.name)) {
			give_name(s, one.name, one.set_id);
			binds = true;
		} else if (one.name) {
			use(s, m, one.names, one.name);
		}
	}
	return binds;
}

/* ---- which messages wait ---- */

/* Rules of a chain keep their order. */
static bool may_wait(const struct shaper *s, uint32_t i)
{
	const struct used *chain;

	if (!s->marks[i].chain)
		return true;
	chain = used_at(&s->names, s->marks[i].chain);
	return chain->bound != s->stretch || i > chain->last;
}

/* What waits goes to the end of the stretch, if any rule gains by it. */
static void end_stretch(struct shaper *s)
{
	bool gains = s->binds && s->waits && s->moves < MOVES_MAX;

	s->moves += gains;
	*(uint32_t *)chunks_push(&s->starts) = s->first;
	for (uint32_t i = s->first; i < s->at; i++)
		if (s->marks[i].waits)
			s->marks[i].waits = gains && may_wait(s, i);
	s->first = s->at;
	s->stretch++;
	s->binds = 0;
	s->waits = false;
}

/* What used the name before it is made must not come behind it. */
static void take_named(struct shaper *s, const struct brief *m)
{
	struct used *k = used_of(&s->names, m, m->names, m->name);

	if (k->awaited == s->stretch)
		end_stretch(s);
	k->made = s->era;
	k->leads = m->leads;
	k->constant = m->constant;
}

static void take_own_set(struct shaper *s, const struct brief *m,
			 struct nlmsghdr *nlh)
{
	/* Should there be a set of that name, it must not be taken. */
	if (is_pattern(m->name) && give_name(s, m->name, m->set_id))
		nlh->nlmsg_flags |= NLM_F_EXCL;
}

static void take_rule(struct shaper *s, const struct brief *m)
{
	struct mark *mark = &s->marks[s->at];
	struct used *chain = use(s, m, NAMED_CHAIN, m->name);

	mark->chain = chain->number & INT32_MAX;
	mark->waits = s->waits = true;
	if (!use_all(s, m))
		return;
	s->binds++;
	chain->bound = s->stretch;
	chain->last = s->at;
}

static void take_elems(struct shaper *s, const struct brief *m)
{
	struct used *set;

	if (is_pattern(m->name)) {
		m->name->nla_type = 0;
		return;
	}
	set = use(s, m, NAMED_SET, m->name);
	if (set->made != s->era || set->constant)
		return;
	if (set->leads)
		use_all(s, m);
	s->marks[s->at].waits = s->waits = true;
}

static void take(struct shaper *s, struct nlmsghdr *nlh)
{
	struct brief m;

	brief_of(&m, nlh);
	switch (m.kind) {
	case BRIEF_NAMED:
		take_named(s, &m);
		break;
	case BRIEF_OWN_SET:
		take_own_set(s, &m, nlh);
		break;
	case BRIEF_RULE:
		take_rule(s, &m);
		break;
	case BRIEF_ELEMS:
		take_elems(s, &m);
		break;
	default:
		end_stretch(s);
		s->era++;
	}
}

/* ---- the new order ---- */

/* Copies the messages of a stretch behind those before it, and frees the pieces
 * that were copied as a whole. */
static void lay_bytes(const struct shaper *s, uint32_t from, uint32_t to,
		      struct pieces *out)
{
	struct pieces *old = &s->b->pieces, late = { 0 };

	for (uint32_t i = from; i < to; i++) {
		struct batch_msg *m = msg_at(s->b, i);

		while (!piece_has(old->first, m->bytes))
			pieces_drop_first(old);
		m->bytes = pieces_put(s->marks[i].waits ? &late : out,
				      m->bytes, m->len);
	}
	pieces_join(out, &late);
}

static void lay_records(const struct shaper *s, uint32_t from, uint32_t to,
			struct chunks *out)
{
	for (int waits = 0; waits <= 1; waits++)
		for (uint32_t i = from; i < to; i++)
			if (s->marks[i].waits == waits)
				*(struct batch_msg *)chunks_push(out) =
					*msg_at(s->b, i);
}

static uint32_t start_of(const struct shaper *s, size_t stretch)
{
	return stretch < s->starts.count ?
		*(uint32_t *)chunks_at(&s->starts, stretch) : s->at;
}

/* The begin of the batch stays in a piece of its own. */
static void lay(struct shaper *s)
{
	struct batch *b = s->b;
	struct pieces out = pieces_split(&b->pieces);
	struct chunks records;

	chunks_init(&records, sizeof(struct batch_msg));
	*(struct batch_msg *)chunks_push(&records) = *msg_at(b, 0);
	for (size_t n = 0; n < s->starts.count; n++) {
		uint32_t from = start_of(s, n), to = start_of(s, n + 1);

		lay_bytes(s, from, to, &out);
		lay_records(s, from, to, &records);
	}
	pieces_release(&b->pieces);
	b->pieces = out;
	chunks_release(&b->msgs);
	b->msgs = records;
	for (uint32_t i = 0; i < s->at; i++)
		((struct nlmsghdr *)msg_at(b, i)->bytes)->nlmsg_seq =
			b->seq0 + i;
}

static void look_at_all(struct shaper *s)
{
	for (s->at = s->first; s->at < batch_count(s->b); s->at++)
		take(s, (struct nlmsghdr *)msg_at(s->b, s->at)->bytes);
	end_stretch(s);
}

bool batch_reshape(struct batch *b, uint32_t salt)
{
	struct shaper s = { .b = b, .salt = salt % NAMES, .first = 1,
			    .stretch = 1, .era = 1 };

	if (b->sealed || b->echo || b->own_sets < SETS_MIN)
		return false;
	used_init(&s.names);
	chunks_init(&s.starts, sizeof(uint32_t));
	s.marks = mem_calloc(batch_count(b), sizeof(*s.marks));
	look_at_all(&s);
	used_release(&s.names);
	if (s.moves && b->bytes <= BYTES_MAX)
		lay(&s);
	mem_free(s.marks);
	chunks_release(&s.starts);
	b->reshaped = s.moves || s.renamed;
	return b->reshaped;
}
