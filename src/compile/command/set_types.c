#include "config.h"

#include "compile/set/set_build.h"

#include "compile/value/typeof.h"
#include "text/suggest.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define KEY_MAX 64 /* bytes: NFT_DATA_VALUE_MAXLEN */

struct types {
	struct cctx *c;
	const char *what; /* "set" or "map" */
};

static const struct dtype *find_type(const struct types *t,
				     const struct ast_expr *e)
{
	struct cctx *c = t->c;
	const char *name;
	const struct dtype *dt;
	struct suggest s;

	if (e->kind != AST_VALUE) {
		if (e->kind != AST_POISON)
			diag_error(c->diags, DIAG_SYNTAX, e->at,
				   "expected the name of a data type");
		return NULL;
	}
	name = arena_strndup(&c->scratch, e->value.text, e->value.len);
	dt = dtype_by_name(name);
	if (dt)
		return dt;
	diag_error(c->diags, DIAG_UNKNOWN_NAME, e->at,
		   "unknown data type '%s'", name);
	suggest_init(&s, name, e->value.len);
	dtype_each_name(suggest_try, &s);
	suggest_hint(&s, c->diags);
	return NULL;
}

static int no_size(const struct types *t, struct span at, const char *name)
{
	diag_error(t->c->diags, DIAG_TYPE, at,
		   "type '%s' has no size of its own in a %s definition", name,
		   t->what);
	diag_hint(t->c->diags,
		  "write 'typeof' and an expression instead of 'type'");
	return -1;
}

/* The number behind a word; 0: it is none. */
static uint32_t number_behind(const struct ast_expr *e, const char *word)
{
	uint32_t n = (uint32_t)strlen(word), number = 0;

	if (e->kind != AST_VALUE || e->value.len <= n ||
	    e->value.len > n + 3 || memcmp(e->value.text, word, n) != 0)
		return 0;
	for (uint32_t i = n; i < e->value.len; i++) {
		unsigned int digit = (unsigned char)e->value.text[i] - '0';

		if (digit > 9)
			return 0;
		number = 10 * number + digit;
	}
	return number;
}

/* `integer16`, `host_integer32`: of so many bits, as sets of meters have keys
 * that no typeof describes. */
static bool sized_integer(const struct ast_expr *e, struct vtype *ret_type)
{
	uint32_t bits = number_behind(e, "integer");
	enum byteorder order = bits ? ORDER_BIG : ORDER_HOST;

	if (!bits)
		bits = number_behind(e, "host_integer");
	*ret_type = (struct vtype){ dtype_by_id(DT_INTEGER), (uint16_t)bits,
				    (uint8_t)order };
	return bits && bits <= 8 * KEY_MAX;
}

static int field_type(const struct types *t, const struct ast_expr *e,
		      struct vtype *ret_type)
{
	const struct dtype *dt;

	if (sized_integer(e, ret_type))
		return 0;
	dt = find_type(t, e);
	if (!dt)
		return -1;
	if (!dt->len_bits)
		return no_size(t, e->at, dt->name);
	*ret_type = (struct vtype){ dt, dt->len_bits, dt->order };
	return 0;
}

static int add_field(const struct types *t, const struct ast_expr *e,
		     struct ktype *type)
{
	struct vtype field;

	if (field_type(t, e, &field) < 0)
		return -1;
	if (type->n == KTYPE_FIELDS)
		return diag_error(t->c->diags, DIAG_LIMIT, e->at,
				  "a concatenation has at most %u fields",
				  KTYPE_FIELDS);
	type->f[type->n++] = field;
	return 0;
}

static int named_type(const struct types *t, const struct ast_expr *e,
		      struct ktype *ret_type)
{
	struct ktype type = { .concat = e->kind == AST_CONCAT };

	if (!type.concat) {
		if (add_field(t, e, &type) < 0)
			return -1;
		*ret_type = type;
		return 0;
	}
	for (const struct ast_expr *i = e->list.first; i; i = i->next)
		if (add_field(t, i, &type) < 0)
			return -1;
	*ret_type = type;
	return 0;
}

static bool is_described(const struct tx *e)
{
	uint8_t probe[UDATA_MAX];

	if (e->kind != TX_CONCAT)
		return typeof_descriptor(e, probe, sizeof(probe)) > 0;
	for (const struct tx *f = e->list.first; f; f = f->next)
		if (!typeof_descriptor(f, probe, sizeof(probe)))
			return false;
	return true;
}

static int typeof_type(const struct types *t, const struct ast_type *at,
		       struct ktype *ret_type, const struct tx **ret_tx)
{
	struct tx *e;

	if (expr_typeof_eval(t->c, at->expr, &e) < 0)
		return -1;
	if (!is_described(e))
		return diag_error(t->c->diags, DIAG_UNSUPPORTED, at->expr->at,
				  "this expression is not possible after 'typeof': it cannot be stored with the set");
	ktype_of_tx(e, ret_type);
	for (unsigned int i = 0; i < ret_type->n; i++)
		if (!ret_type->f[i].len_bits)
			return diag_error(t->c->diags, DIAG_TYPE,
					  at->expr->at,
					  "the size of this expression is not known in a %s definition",
					  t->what);
	*ret_tx = e;
	return 0;
}

static int read_type(const struct types *t, const struct ast_type *at,
		     struct ktype *ret_type, const struct tx **ret_tx)
{
	uint32_t len;
	int ret;

	if (at->is_typeof)
		ret = typeof_type(t, at, ret_type, ret_tx);
	else
		ret = named_type(t, at->expr, ret_type);
	if (ret < 0)
		return -1;
	len = ktype_len_bytes(ret_type);
	if (len > KEY_MAX)
		return diag_error(t->c->diags, DIAG_LIMIT, at->at,
				  "this concatenation has %u bits: at most %u are possible",
				  8 * len, 8 * KEY_MAX);
	return 0;
}

int set_key_type(struct cctx *c, const struct ast_cmd *cmd,
		 struct set_info *set, struct set_origin *from)
{
	struct types t = { c, set->is_map ? "map" : "set" };

	if (!cmd->set->key.expr)
		return diag_error(c->diags, DIAG_MISSING, cmd->ref.name.at,
				  "this %s has no key: 'type ...' or 'typeof ...' is missing",
				  t.what);
	return read_type(&t, &cmd->set->key, &set->key, &from->key);
}

static bool is_word(const struct ast_expr *e, const char *word)
{
	return e->kind == AST_VALUE && e->value.len == strlen(word) &&
	       memcmp(e->value.text, word, e->value.len) == 0;
}

/* Conntrack helpers are objects, whatever the expression says. */
static bool is_helper(const struct tx *e)
{
	return e && e->kind == TX_CT && strcmp(e->key.key->name, "helper") == 0;
}

int set_data_type(struct cctx *c, const struct ast_cmd *cmd,
		  struct set_info *set, struct set_origin *from)
{
	const struct ast_type *data = &cmd->set->data;
	struct types t = { c, "map" };

	set->obj_type = cmd->set->data_obj;
	if (set->obj_type)
		return 0;
	if (!data->expr)
		return diag_error(c->diags, DIAG_MISSING, cmd->ref.name.at,
				  "this map has no data type: expected 'type KEY : DATA'");
	if (is_word(data->expr, "verdict")) {
		set->data_verdict = true;
		from->typed_verdict = data->is_typeof;
		return 0;
	}
	if (data->is_typeof && is_word(data->expr, "queue")) {
		from->queue = true;
		set->data = ktype_single((struct vtype){
			&dtype_queue, dtype_queue.len_bits, dtype_queue.order });
		return 0;
	}
	if (read_type(&t, data, &set->data, &from->data) < 0)
		return -1;
	if (!is_helper(from->data))
		return 0;
	set->obj_type = OBJ_CT_HELPER;
	set->data = (struct ktype){ 0 };
	from->data = NULL;
	return 0;
}

