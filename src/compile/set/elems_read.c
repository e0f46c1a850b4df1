#include "config.h"

#include "compile/scope/differs.h"
#include "compile/set/set_elems.h"

#include "compile/scope/udata.h"
#include "compile/value/stateful.h"
#include "compile/value/value.h"
#include "text/suggest.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static const char *kind_of(const struct set_info *set)
{
	return set->is_map ? "map" : "set";
}

static int set_error(const struct elem_reader *r, enum diag_code code,
		     struct span at, const char *what)
{
	const struct set_info *set = r->set;

	diag_error(r->c->diags, code, at, "%s", what);
	if (!(set->flags & NFT_SET_ANONYMOUS) && set->at.file != SOURCE_NONE &&
	    set->at.len)
		diag_note(r->c->diags, set->at, "%s '%s' is declared here",
			  kind_of(set), set->name);
	return -1;
}

/* ---- keys ---- */

static int no_ranges(const struct elem_reader *r, struct span at)
{
	return set_error(r, DIAG_TYPE, at,
			 "a prefix or range needs 'flags interval' in the set's declaration");
}

/* A bound as a value of e's type. */
static struct tx *bound(struct arena *a, const struct tx *e,
			const uint8_t *be)
{
	struct vtype big = tx_type(e);
	struct tx *val;

	big.order = ORDER_BIG;
	val = tx_value_new(a, big, e->at);
	memcpy(val->bytes, be, tx_len_bytes(val));
	return value_reorder(a, val, (enum byteorder)e->order);
}

int elem_fix_bounds(const struct elem_reader *r, struct span at, uint8_t *lo,
		    uint8_t *hi)
{
	struct arena *a = &r->c->scratch;
	struct vtype t = r->key.f[0];
	uint32_t pad = r->key_len - DIV_ROUND_UP((uint32_t)t.len_bits, 8u);
	uint8_t *bounds[] = { lo, hi };
	uint8_t same[BYTES_MAX];

	for (unsigned int i = 0; i < ARRAY_SIZE(bounds); i++) {
		struct tx like = { .dt = t.dt, .len_bits = t.len_bits,
				   .order = t.order, .at = at };
		struct tx *val = bound(a, &like, bounds[i] + pad);

		if (r->fix(r->c, val, r->fix_ctx) < 0)
			return -1;
		value_bounds(val, bounds[i], same);
	}
	return 0;
}

/* A single match turns such a range round, a set cannot. */
static int backwards(const struct elem_reader *r, const struct tx *f)
{
	(void)diag_error(r->c->diags, DIAG_RANGE, f->at,
			 "the end of this range is below its start");
	if (f->dt->id == DT_TIME_HOUR)
		diag_hint(r->c->diags, "hours are stored in universal time: write two ranges, split at midnight of universal time");
	return -1;
}

/* One field: bounds of a range big endian, a single value in its order. */
static int put_field(const struct elem_reader *r, const struct tx *f,
		     uint32_t room, uint8_t *lo, uint8_t *hi)
{
	bool ranges = r->set->flags & NFT_SET_INTERVAL;

	if (tx_len_bytes(f) > room)
		BUG("key of %u bytes in %u", tx_len_bytes(f), room);
	if (!ranges && f->kind != TX_VALUE)
		return no_ranges(r, f->at);
	if (!ranges) {
		memcpy(lo, f->bytes, tx_len_bytes(f));
		memcpy(hi, lo, tx_len_bytes(f));
		return 0;
	}
	value_bounds(f, lo, hi);
	return memcmp(lo, hi, tx_len_bytes(f)) > 0 ? backwards(r, f) : 0;
}

/* Intervals are fixed once they are merged; until then they are numbers at the
 * right end of the key. */
static int put_single(const struct elem_reader *r, struct tx *key,
		      struct elem *elem)
{
	bool ranges = r->set->flags & NFT_SET_INTERVAL;
	uint32_t pad = 0;

	if (ranges)
		pad = r->key_len - tx_len_bytes(key);
	else if (r->fix && key->kind == TX_VALUE &&
		 r->fix(r->c, key, r->fix_ctx) < 0)
		return -1;
	return put_field(r, key, r->key_len - pad, elem->lo + pad,
			 elem->hi + pad);
}

/* One that is not whole bytes of the packet's. */
static bool is_prefix_of_number(const struct tx *f)
{
	return f->kind == TX_PREFIX && dtype_is_integer(f->dt) &&
	       ((f->order == ORDER_HOST && tx_len_bytes(f) > 1) ||
		(f->len_bits % 8 && f->prefix.bits));
}

static int read_key(const struct elem_reader *r, const struct ast_expr *e,
		    struct elem *elem)
{
	uint32_t off = 0;
	struct tx *key;

	memset(elem->lo, 0, r->key_len);
	memset(elem->hi, 0, r->key_len);
	if (value_eval_key(r->c, e, &r->key, &key) < 0)
		return -1;
	elem->catchall = key->kind == TX_CATCHALL;
	if (elem->catchall)
		return 0;
	if (key->kind != TX_CONCAT)
		return put_single(r, key, elem);
	for (const struct tx *f = key->list.first; f; f = f->next) {
		if (f->kind == TX_CATCHALL)
			return diag_error(r->c->diags, DIAG_TYPE, f->at,
					  "'*' stands for a whole key, not for a part of it");
		if (is_prefix_of_number(f))
			differs_say(r->c, DIFFERS_MEMBER, f->at);
		if (put_field(r, f, r->key_len - off, elem->lo + off,
			      elem->hi + off) < 0)
			return -1;
		off += ROUND_UP(tx_len_bytes(f), 4u);
	}
	return 0;
}

/* ---- data ---- */

static int no_verdict(const struct elem_reader *r, const struct ast_expr *e)
{
	static const char *const words[] = {
		"accept", "drop", "continue", "return", "jump", "goto",
	};

	diag_error(r->c->diags, DIAG_TYPE, e->at,
		   "expected a verdict: accept, drop, continue, return, jump or goto");
	if (e->kind == AST_VALUE)
		suggest_row(r->c->diags, e->value.text, e->value.len, words);
	return -1;
}

static int read_verdict(const struct elem_reader *r, const struct ast_expr *e,
			struct elem_extra *x)
{
	const struct ast_expr *written = e;
	struct low_verdict v = { 0 };

	e = ast_behind(e, NULL);
	if (e->kind == AST_POISON)
		return -1;
	if (e->kind != AST_VERDICT)
		return no_verdict(r, e);
	if (e->verdict.block)
		return diag_error(r->c->diags, DIAG_UNSUPPORTED, e->at,
				  "a map cannot hold a block of rules: name a chain");
	v.code = e->code;
	if (e->verdict.chain &&
	    value_name(r->c, e->verdict.chain, "a chain name", &v.chain) < 0)
		return -1;
	if (e->verdict.chain && e == written)
		x->ref_at = value_name_at(e->verdict.chain);
	x->verdict = arena_memdup(r->keep, &v, sizeof(v));
	return 0;
}

/* Upper ends of interval data follow all the lower ones. */
static int put_datum(const struct elem_reader *r, const struct tx *f,
		     uint8_t *lo, uint8_t *hi)
{
	struct arena *a = &r->c->scratch;
	uint8_t be_lo[BYTES_MAX], be_hi[BYTES_MAX];
	uint32_t len = tx_len_bytes(f);

	if (!r->set->data_interval && f->kind != TX_VALUE)
		return set_error(r, DIAG_TYPE, f->at,
				 "expected a single value: ranges need ': interval' before the data's type");
	if (!r->set->data_interval) {
		memcpy(lo, f->bytes, len);
		return 0;
	}
	value_bounds(f, be_lo, be_hi);
	memcpy(lo, bound(a, f, be_lo)->bytes, len);
	memcpy(hi, bound(a, f, be_hi)->bytes, len);
	return 0;
}

static int read_datum(const struct elem_reader *r, const struct ast_expr *e,
		      struct elem_extra *x)
{
	uint32_t half = ktype_len_bytes(&r->set->data), off = 0;
	uint8_t *data;
	struct tx *val;

	if (value_eval_key(r->c, e, &r->set->data, &val) < 0)
		return -1;
	if (val->kind == TX_CATCHALL)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "'*' is a key, not data");
	data = arena_zalloc(r->keep, 2 * half);
	x->data = data;
	x->data_len = (uint16_t)(r->set->data_interval ? 2 * half : half);
	if (val->kind != TX_CONCAT)
		return put_datum(r, val, data, data + half);
	for (const struct tx *f = val->list.first; f; f = f->next) {
		if (put_datum(r, f, data + off, data + half + off) < 0)
			return -1;
		off += ROUND_UP(tx_len_bytes(f), 4u);
	}
	return 0;
}

static int read_data(const struct elem_reader *r, const struct ast_elem *e,
		     struct elem_extra *x)
{
	if (e->data && !r->set->is_map) {
		(void)set_error(r, DIAG_TYPE, e->data->at,
				"a set holds no data: 'key : data' is for maps");
		return ELEM_SPOILS;
	}
	if (!e->data && r->set->is_map && !r->deleting)
		return set_error(r, DIAG_MISSING, e->at,
				 "this element has no data: a map needs 'key : data'");
	if (!e->data)
		return 0;
	if (r->set->data_verdict)
		return read_verdict(r, e->data, x);
	if (!r->set->obj_type)
		return read_datum(r, e->data, x);
	x->ref_at = value_name_at(e->data);
	return value_name(r->c, e->data, "an object name", &x->obj);
}

/* ---- options ---- */

static int wrong_statements(const struct elem_reader *r,
			    const struct ast_elem *e, unsigned int n)
{
	struct cctx *c = r->c;

	if (!r->set->nstmts)
		return set_error(r, DIAG_MISSING, e->stmts->at,
				 "statements of elements need the same statements in the set's declaration, or 'flags dynamic'");
	return diag_error(c->diags, DIAG_TYPE, e->stmts->at,
			  "the set has %u statement%s, this element has %u",
			  r->set->nstmts, r->set->nstmts > 1 ? "s" : "", n);
}

/* Where the set has templates, an element repeats their kinds. */
static int check_statements(const struct elem_reader *r,
			    const struct ast_elem *e)
{
	unsigned int n = 0;

	if (r->set->flags & NFT_SET_ANONYMOUS)
		return 0;
	for (const struct ast_stmt *s = e->stmts; s; s = s->next, n++) {
		enum nfexpr_kind kind = stateful_kind(s);

		if (n < r->set->nstmts && kind != r->set->stmt_kinds[n])
			return diag_error(r->c->diags, DIAG_TYPE, s->at,
					  "this element has '%s' where its set has '%s'",
					  nfexpr_by_kind(kind)->name,
					  nfexpr_by_kind((enum nfexpr_kind)
						r->set->stmt_kinds[n])->name);
	}
	if (n == r->set->nstmts ||
	    (!r->set->nstmts && r->set->flags & NFT_SET_EVAL))
		return 0;
	return wrong_statements(r, e, n);
}

static int read_statements(const struct elem_reader *r,
			   const struct ast_elem *e, struct elem_extra *x)
{
	const struct low_expr **last = &x->exprs;
	struct low_expr *expr;

	if (!e->stmts)
		return 0;
	if (check_statements(r, e) < 0)
		return -1;
	for (const struct ast_stmt *s = e->stmts; s; s = s->next) {
		if (stateful_lower(r->c, r->keep, s, &expr) < 0)
			return -1;
		expr->next = NULL;
		*last = expr;
		last = (const struct low_expr **)&expr->next;
	}
	return 0;
}

int elem_no_times(const struct elem_reader *r, struct span at)
{
	return set_error(r, DIAG_TYPE, at,
			 "a timeout needs 'flags timeout' in the set's declaration");
}

static int read_times(const struct elem_reader *r, const struct ast_elem *e,
		      struct elem_extra *x)
{
	const struct ast_num *t = e->timeout_ms.set ? &e->timeout_ms :
						      &e->expires_ms;

	if (!e->timeout_ms.set && !e->expires_ms.set && !e->timeout_never)
		return 0;
	x->have_timeout = e->timeout_never || e->timeout_ms.val;
	x->timeout_ms = e->timeout_never ? 0 : e->timeout_ms.val;
	x->expires_ms = e->expires_ms.val;
	if (r->deleting || r->late_times || !elem_has_time(x) ||
	    r->set->flags & NFT_SET_TIMEOUT)
		return 0;
	return elem_no_times(r, t->set ? t->at : e->at);
}

static int read_comment(const struct elem_reader *r, const struct ast_elem *e,
			struct elem_extra *x)
{
	struct udata u;

	if (!e->comment.text)
		return 0;
	u = udata_new(r->keep);
	if (udata_comment(r->c, &u, UDATA_COMMENT, &e->comment) < 0)
		return -1;
	x->udata = u.bytes;
	x->udata_len = u.len;
	return 0;
}

static int read_node(const struct elem_reader *r, const struct ast_elem *e,
		     struct elem *elem)
{
	int ret;

	elem->plain = !e->data && !e->stmts && !e->comment.text &&
		      !e->timeout_ms.set && !e->timeout_never &&
		      !e->expires_ms.set;
	if (read_key(r, e->key, elem) < 0)
		return -1;
	ret = read_data(r, e, &elem->x);
	if (ret < 0)
		return ret;
	if (read_statements(r, e, &elem->x) < 0 ||
	    read_times(r, e, &elem->x) < 0)
		return -1;
	return read_comment(r, e, &elem->x);
}

/* Plain text: the usual cases at once, the rest by the parser. */
static int read_text(const struct elem_reader *r, const struct elem_src *src,
		     struct elem *elem)
{
	const struct source *text = source_at(r->c->sources, src->list->file);
	const struct ast_elem *node;

	if (elem_read_text(r, text->text + src->ref->off, src->ref->len, elem)) {
		elem->x.ref_at.file = src->list->file;
		elem->x.ref_at.off += src->ref->off;
		return 0;
	}
	elem->x = (struct elem_extra){ 0 };
	node = ctx_elem(r->c, src->list, src->ref, r->c->diags);
	return node ? read_node(r, node, elem) : -1;
}

int elem_read(const struct elem_reader *r, const struct elem_src *src,
	      struct elem *ret_elem)
{
	ret_elem->at = src->at;
	ret_elem->catchall = false;
	ret_elem->x = (struct elem_extra){ 0 };
	return src->ref->node ? read_node(r, src->ref->node, ret_elem) :
				read_text(r, src, ret_elem);
}
