#include "config.h"

#include "load/judge.h"

#include "base/mem.h"
#include "kernel/explain/explain.h"
#include "lint/lint.h"
#include "state/apply.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	const struct reply_error *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

static struct reply_error answer_of(const struct state_refusal *r)
{
	const struct nlmsghdr *nlh = (const void *)r->msg->bytes;

	return (struct reply_error){ .seq = nlh->nlmsg_seq,
				     .errnum = r->errnum, .off = r->off };
}

/* As a kernel answers: one for each message, in their order.  A state finds
 * some only in the end, which come behind others of the same message. */
static void put_in_order(struct replies *rep, const struct state_refusals *r)
{
	uint32_t n = 0;

	rep->errors = mem_calloc(r->list.count, sizeof(*rep->errors));
	for (size_t i = 0; i < r->list.count; i++)
		rep->errors[i] = answer_of(chunks_at(&r->list, i));
	qsort(rep->errors, r->list.count, sizeof(*rep->errors), compare);
	for (size_t i = 0; i < r->list.count; i++)
		if (!n || rep->errors[n - 1].seq != rep->errors[i].seq)
			rep->errors[n++] = rep->errors[i];
	rep->nerrors = n;
}

void judge_tell(const struct batch *b, const struct state_refusals *refused,
		const struct source_set *sources, struct diags *diags)
{
	struct replies rep = { .b = b };

	if (!refused->list.count)
		return;
	put_in_order(&rep, refused);
	explain_errors(&rep, NULL, NULL, sources, diags);
	mem_free(rep.errors);
}

static const char *word_of(const struct state_unknown *u)
{
	static const char *const words[] = { [LOW_TABLE] = "table",
					     [LOW_CHAIN] = "chain",
					     [LOW_SET] = "set",
					     [LOW_FLOWTABLE] = "flowtable" };
	const struct rows *obj = nfobj_by_type(u->type);

	if (u->kind == LOW_OBJ)
		return obj ? obj->name : "object";
	return words[u->kind];
}

/* The compiler says the same of what it needs itself. */
static bool is_said(const struct diags *d, const char *text)
{
	for (const struct diag *i = d->first; i; i = i->next)
		if (strcmp(i->text, text) == 0)
			return true;
	return false;
}

/* Sets are the compiler's: it asks for their types. */
static void warn(struct transaction *t, const struct state_unknown *u)
{
	const char *text;

	if (u->kind == LOW_SET)
		return;
	text = arena_printf(&t->arena,
			    "%s '%s' is not declared here: whether the kernel has it was not checked",
			    word_of(u), u->name);
	if (u->kind == LOW_TABLE && is_said(t->diags, text))
		return;
	diag_warn(t->diags, DIAG_UNKNOWN_NAME,
		  batch_ref_place(&t->batch, u->msg, u->off), "%s", text);
}

static void tell(struct transaction *t, const struct state_refusals *refused)
{
	judge_tell(&t->batch, refused, &t->input->sources, t->diags);
	for (size_t i = 0; i < refused->unknown.count; i++)
		warn(t, chunks_at(&refused->unknown, i));
}

/* An input that several namespaces share is linted once. */
static bool wants_lint(const struct transaction *t,
		       const struct state_refusals *refused)
{
	return t->load->opt->lint && refused->list.count == 0 &&
	       !(t->load->shared && t->number);
}

void judge_transaction(struct transaction *t)
{
	struct state_refusals refused;
	struct state s;

	state_init(&s, STATE_UNKNOWN);
	refusals_init(&refused);
	state_apply(&s, &t->batch, &refused);
	if (t->load->goal == LOAD_CHECK)
		tell(t, &refused);
	if (wants_lint(t, &refused))
		lint_state(&s, &t->input->sources, t->diags);
	refusals_release(&refused);
	state_release(&s);
}
