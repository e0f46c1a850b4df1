#include "config.h"

#include "compile/command/cmd.h"

#include "compile/value/value.h"
#include "tables/family.h"
#include "text/diag.h"
#include "text/source.h"
#include "text/suggest.h"

#include <errno.h>
#include <linux/if.h>
#include <stdlib.h>
#include <string.h>

#define ANY_HOOK (-1)

/* ---- hook ---- */

static int hook_number(struct cctx *c, enum family family,
		       const struct ast_name *hook, uint32_t *ret_num)
{
	int num = hook_by_name(family, hook->name);
	struct suggest near;

	if (num >= 0) {
		*ret_num = (uint32_t)num;
		return 0;
	}
	if (num == -1)
		return diag_error(c->diags, DIAG_CONTEXT, hook->at,
				  "family %s has no hook '%s'",
				  family_name(family), hook->name);
	(void)diag_error(c->diags, DIAG_UNKNOWN_NAME, hook->at,
			 "unknown hook '%s'", hook->name);
	suggest_init(&near, hook->name, strlen(hook->name));
	hook_each_name(family, suggest_try, &near);
	suggest_hint(&near, c->diags);
	return -1;
}

/* ---- priority ---- */

struct prio {
	struct cctx *c;
	enum family family;
	int hook;
	struct span at;
};

static int prio_unknown(const struct prio *p, const char *name)
{
	struct suggest near;

	(void)diag_error(p->c->diags, DIAG_UNKNOWN_NAME, p->at,
			 "'%s' is not a priority of family %s",
			 name, family_name(p->family));
	suggest_init(&near, name, strlen(name));
	priority_each_name(p->family, p->hook, suggest_try, &near);
	suggest_hint(&near, p->c->diags);
	return -1;
}

static int prio_name(const struct prio *p, const char *name,
		     int32_t *ret_value)
{
	if (priority_by_name(p->family, p->hook, name, ret_value))
		return 0;
	if (p->hook >= 0 &&
	    priority_by_name(p->family, ANY_HOOK, name, ret_value))
		return diag_error(p->c->diags, DIAG_CONTEXT, p->at,
				  "priority '%s' does not belong to the hook "
				  "'%s'",
				  name,
				  hook_name(p->family, (unsigned int)p->hook));
	return prio_unknown(p, name);
}

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* Larger numbers become others that are out of range as well, end in the same
 * 32 bits, and can be added without overflow. */
#define PRIO_BEYOND (INT64_C(1) << 40)

static int64_t prio_fold(uint64_t num, bool minus)
{
	int64_t val = num < PRIO_BEYOND ? (int64_t)num :
					  PRIO_BEYOND | (uint32_t)num;

	return minus ? -val : val;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* base 0: as numbers of the language are written. */
static bool prio_number(const char *s, int base, const char **ret_end,
			int64_t *ret_num)
{
	bool minus = *s == '-';
	char *end;

	if (!is_digit(s[minus]))
		return false;
	errno = 0;
	*ret_num = prio_fold(strtoull(s + minus, &end, base), minus);
	*ret_end = end;
	return errno != ERANGE;
}

/* The number at the end of `filter + 10`; an empty text is 0. */
static bool prio_offset(const char *s, int64_t *ret_offset)
{
	const char *end;
	bool minus;

	s = skip_blanks(s);
	*ret_offset = 0;
	if (!*s)
		return true;
	minus = *s == '-';
	if (*s != '+' && !minus)
		return false;
	s = skip_blanks(s + 1);
	if (!is_digit(*s) || !prio_number(s, 10, &end, ret_offset))
		return false;
	if (minus)
		*ret_offset = -*ret_offset;
	return !*skip_blanks(end);
}

/* What a variable may hold: 0x10, "filter", "filter + 10", "-10".  Numbers in
 * quotes are decimal. */
static int prio_text(const struct prio *p, const char *text, bool quoted,
		     int64_t *ret_value)
{
	const char *s = skip_blanks(text);
	size_t len = strcspn(s, " \t+");
	bool number = *s == '-' || is_digit(*s);
	int64_t base = 0, offset;
	const char *end = s + len;
	int32_t named = 0;

	if ((number && !prio_number(s, quoted ? 10 : 0, &end, &base)) ||
	    !prio_offset(end, &offset) || end == s)
		return diag_error(p->c->diags, DIAG_SYNTAX, p->at,
				  "'%s' is not a priority: expected a number, a name, or 'NAME + NUMBER'",
				  text);
	if (!number && prio_name(p, arena_strndup(&p->c->scratch, s, len),
				 &named) < 0)
		return -1;
	*ret_value = base + named + offset;
	return 0;
}

static int prio_eval(const struct prio *p, const struct ast_hook *h,
		     int32_t *ret_value)
{
	struct span def;
	const struct ast_expr *e = ast_behind(h->prio, &def);
	bool minus = h->prio_offset < 0;
	int64_t val = 0;
	char *text;

	if (e->kind == AST_POISON)
		return -1;
	if (e->kind != AST_VALUE) {
		diag_error(p->c->diags, DIAG_TYPE, p->at,
			   "a priority is a number or a name");
		if (def.file != SOURCE_NONE)
			diag_note(p->c->diags, def,
				  "the variable's value is here");
		return -1;
	}
	text = arena_strndup(&p->c->scratch, e->value.text, e->value.len);
	if (prio_text(p, text, e->flags & AST_QUOTED, &val) < 0)
		return -1;
	if ((e->flags & AST_NEGATIVE) && *skip_blanks(text) != '-')
		val = -val;
	val += prio_fold(minus ? -(uint64_t)h->prio_offset :
				 (uint64_t)h->prio_offset, minus);
	*ret_value = (int32_t)val;
	if (val != *ret_value)
		diag_warn(p->c->diags, DIAG_RANGE, p->at,
			  "this priority does not fit in 32 bits: %d is loaded",
			  *ret_value);
	return 0;
}

/* ---- devices ---- */

/* The kernel's NFT_NETDEVICE_MAX.  Variables within variables can name any
 * number. */
#define DEVICES_MAX 256

struct device_list {
	struct cctx *c;
	const struct low_device *first;
	unsigned int count;
};

static int add_device(struct device_list *list, const struct ast_expr *e)
{
	struct arena *a = &list->c->scratch;
	struct low_device *d = arena_new(a, struct low_device);
	const char *name;
	size_t len;

	if (value_name(list->c, e, "a device name", &name) < 0)
		return -1;
	if (list->count++ == DEVICES_MAX)
		return diag_error(list->c->diags, DIAG_RANGE, e->at,
				  "too many devices: the kernel takes %d",
				  DEVICES_MAX);
	len = strlen(name);
	d->wildcard = len > 1 && name[len - 1] == '*' && name[len - 2] != '\\';
	if (len == 0 || (len == 1 && *name == '*'))
		return diag_error(list->c->diags, DIAG_RANGE, e->at,
				  "expected a device name, or the beginning of "
				  "one and '*'");
	if (len - d->wildcard >= IFNAMSIZ)
		return diag_error(list->c->diags, DIAG_RANGE, e->at,
				  "device name '%s' is too long, at most %d "
				  "characters",
				  name, IFNAMSIZ - 1);
	d->name = d->wildcard ? arena_strndup(a, name, len - 1) : name;
	d->at = e->at;
	d->next = list->first;
	list->first = d;
	return 0;
}

static int add_member(struct device_list *list, const struct ast_expr *member);

static int add_elem(struct device_list *list, const struct ast_elems *elems,
		    const struct ast_elem_ref *ref)
{
	struct cctx *c = list->c;
	const struct ast_elem *elem = ctx_elem(c, elems, ref, c->diags);

	if (!elem)
		return -1;
	return elem->key->kind == AST_VAR ? add_member(list, elem->key) :
					    add_device(list, elem->key);
}

static int add_elems(struct device_list *list, const struct ast_elems *elems)
{
	for (size_t i = 0; i < elems->refs.count; i++) {
		if (add_elem(list, elems, chunks_at(&elems->refs, i)) < 0)
			return -1;
	}
	return 0;
}

/* `$lans` may stand for a name, a list of names, or a set of them. */
static int add_member(struct device_list *list, const struct ast_expr *member)
{
	const struct ast_expr *e = ast_behind(member, NULL);
	const struct ast_expr *name;

	if (e->kind == AST_POISON)
		return -1;
	if (e->kind == AST_SET)
		return add_elems(list, e->elems);
	if (e->kind != AST_LIST)
		return add_device(list, member);
	for (name = e->list.first; name; name = name->next) {
		if (add_device(list, name) < 0)
			return -1;
	}
	return 0;
}

static const struct low_device *reversed(struct arena *a,
					 const struct low_device *first)
{
	const struct low_device *ret = NULL;

	for (; first; first = first->next) {
		struct low_device *d = arena_new(a, struct low_device);

		*d = *first;
		d->next = ret;
		ret = d;
	}
	return ret;
}

/* Devices are sent from the last one to the first, as nft sends them; those of
 * a variable that stands for the whole list from the first to the last. */
static int devices_eval(struct cctx *c, const struct ast_devices *devices,
			const struct low_device **ret_first)
{
	struct device_list list = { .c = c };

	for (const struct ast_expr *e = devices->first; e; e = e->next) {
		if (add_member(&list, e) < 0)
			return -1;
	}
	*ret_first = devices->is_variable ?
			     reversed(&c->scratch, list.first) : list.first;
	return 0;
}

int hook_eval(struct cctx *c, enum family family, const struct ast_hook *hook,
	      struct low_hook *ret_hook)
{
	struct prio p = { .c = c, .family = family };

	ret_hook->at = hook->at;
	if (hook->hook.name) {
		if (hook_number(c, family, &hook->hook, &ret_hook->num) < 0)
			return -1;
		ret_hook->present = true;
		ret_hook->at = hook->hook.at;
	}
	if (hook->prio) {
		p.hook = (int)ret_hook->num;
		p.at = hook->prio->at;
		ret_hook->prio_at = hook->prio->at;
		if (prio_eval(&p, hook, &ret_hook->priority) < 0)
			return -1;
	}
	return devices_eval(c, &hook->devices, &ret_hook->devices);
}
