#include "config.h"

#include "cli/echo/echo.h"

#include "base/mem.h"
#include "cli/user/messages.h"
#include "object/decode.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

void echo_init(struct echo *e, const struct options *o,
	       const struct transaction *t)
{
	*e = (struct echo){ .opt = o, .t = t, .options = options_print(o) };
}

/* ---- documents ---- */

static const struct source_set *sources_of(const struct echo *e)
{
	return &e->t->input->sources;
}

static bool from_document(const struct echo *e, struct span at)
{
	return at.file != SOURCE_NONE &&
	       echo_is_document(source_at(sources_of(e), at.file));
}

static size_t count_documents(const struct echo *e)
{
	size_t n = 0;

	for (uint32_t i = 0; i < source_count(sources_of(e)); i++)
		n += echo_is_document(source_at(sources_of(e), i));
	return n;
}

static void note_handle(struct echo *e, const struct batch_msg *m,
			const struct low_msg *echo)
{
	uint64_t handle = echo->name.handle;

	if (echo->kind == LOW_TABLE)
		handle = echo->table.handle;
	if (echo->kind == LOW_RULE)
		handle = echo->rule ? echo->rule->handle : 0;
	if (handle)
		echo_handles_add(&e->handles, m->at,
				 rows_msg_type(echo->kind, LOW_NEW), handle);
}

/* ---- objects ---- */

static struct echo_view *view_of(struct echo *e)
{
	struct echo_view *v = e->view;

	if (v)
		return v;
	v = mem_calloc(1, sizeof(*v));
	e->view = v;
	/* By now all sources are read. */
	e->options.json |= count_documents(e) > 0;
	echo_state_init(&v->state, e->t);
	echo_write_begin(&v->writer, &v->state.state, &e->options);
	return v;
}

static void print_elem(struct echo_view *v, struct state_set *set,
		       const struct nlmsghdr *start,
		       const struct nlmsghdr *end)
{
	struct decode_elems first = decode_elems(start), last;
	struct low_elem from, to;
	struct arena scratch;
	bool closed = false;

	arena_init(&scratch);
	if (end) {
		last = decode_elems(end);
		closed = decode_elem(&last, &to, &scratch);
	}
	if (decode_elem(&first, &from, &scratch))
		echo_write_elem(&v->writer, set, &from, closed ? &to : NULL);
	arena_release(&scratch);
}

/* An interval that goes on to the last value has no end. */
static void print_begun(struct echo_view *v)
{
	if (v->begun)
		print_elem(v, v->set, v->begun, NULL);
	v->begun = NULL;
}

static bool is_end(const struct nlmsghdr *nlh)
{
	struct decode_elems in = decode_elems(nlh);
	struct low_elem e;
	struct arena scratch;
	bool end;

	arena_init(&scratch);
	end = decode_elem(&in, &e, &scratch) &&
	      e.flags & NFT_SET_ELEM_INTERVAL_END;
	arena_release(&scratch);
	return end;
}

/* Both ends of a range are echoed, one after the other, unless it has its own
 * end, as in concatenations. */
static void take_elem(struct echo_view *v, const struct batch_msg *m,
		      const struct low_msg *echo, const struct nlmsghdr *nlh)
{
	struct state_set *set = echo_state_set(&v->state, m, echo);

	if (set && is_end(nlh)) {
		if (v->begun && v->set == set)
			print_elem(v, set, v->begun, nlh);
		v->begun = NULL;
		return;
	}
	print_begun(v);
	if (!set)
		return;
	v->begun = nlh;
	v->set = set;
}

static void print_object(struct echo *e, const struct batch_msg *m,
			 struct low_msg *echo, const struct nlmsghdr *nlh)
{
	struct echo_view *v = view_of(e);
	struct echo_place place = { .word = NULL };
	const char *verb = "add";
	union echo_record r;

	if (echo_state_reach(&v->state, m))
		echo_write_grown(&v->writer);
	if (echo->kind == LOW_ELEMS) {
		take_elem(v, m, echo, nlh);
		return;
	}
	print_begun(v);
	if (!echo_state_record(&v->state, m, echo, &r))
		return;
	if (echo->kind == LOW_RULE)
		place = echo_state_place(&v->state, m, &verb);
	echo_write_item(&v->writer, verb, &place, &r.item);
}

void echo_object(void *ctx, const struct batch_msg *m, const void *nlh)
{
	struct echo *e = ctx;
	struct low_msg echo;
	struct arena scratch;

	arena_init(&scratch);
	if (!decode_msg(&echo, nlh, &scratch) || echo.verb != LOW_NEW ||
	    echo.kind == LOW_GEN)
		; /* no object */
	else if (from_document(e, m->at))
		note_handle(e, m, &echo);
	else
		print_object(e, m, &echo, nlh);
	arena_release(&scratch);
}

/* ---- the end ---- */

static void say_cannot(const struct echo *e, uint64_t cannot)
{
	if (cannot)
		messages_sayf(e->opt, SAY_NOTE,
			      "%llu of what was created cannot be written in this language",
			      (unsigned long long)cannot);
}

static void end_view(struct echo *e)
{
	struct echo_view *v = e->view;

	if (!v)
		return;
	print_begun(v);
	e->count = v->writer.count;
	say_cannot(e, echo_write_cannot(&v->writer));
	echo_write_end(&v->writer);
	echo_state_release(&v->state);
	mem_free(v);
	e->view = NULL;
}

/* A document that stands alone is printed with all that it has. */
static bool print_alone(struct echo *e)
{
	const struct source_set *sources = sources_of(e);
	uint32_t n = source_count(sources), i = 0;

	if (e->count || count_documents(e) != 1)
		return false;
	while (i < n && !echo_is_document(source_at(sources, i)))
		i++;
	echo_document(&e->handles, source_at(sources, i));
	return true;
}

static void end(struct echo *e)
{
	bool alone;

	end_view(e);
	alone = print_alone(e);
	if (!alone && !e->options.json && count_documents(e) == 0)
		return;
	if (!alone && e->count == 0)
		fputs("{\"nftables\": [", stdout);
	if (!alone)
		e->count = echo_documents(&e->handles, sources_of(e), e->count);
	puts(alone ? "" : "]}");
}

void echo_end(void *ctx)
{
	struct echo *e = ctx;

	if (!e->ended)
		end(e);
	e->ended = true;
}

void echo_release(struct echo *e)
{
	echo_handles_release(&e->handles);
}
