#include "config.h"

#include "compile/value/value_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "compile/value/meant.h"

/* Whether the same was said of the same thing: addresses are compared. */
static bool is_told(struct cctx *c, const char *text, const void *thing)
{
	struct map_key key = {
		.table = strpool_intern(c->strings, text, strlen(text)),
		.name = thing,
	};

	if (!c->told)
		c->told = arena_new(&c->arena, struct map);
	if (map_get(c->told, key))
		return true;
	map_put(c->told, key, c);
	return false;
}

int(value_error)(const struct value_ctx *v, enum diag_code code,
		 const struct ast_expr *e, const char *fmt, ...)
{
	bool used = v->use.file != SOURCE_NONE;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* A wrong value is one mistake, however often its variable is used. */
	if (used && is_told(v->c, text, e))
		return -1;
	diag_error(v->c->diags, code, used ? v->use : e->at, "%s", text);
	if (used)
		diag_note(v->c->diags, e->at, "the variable's value is here");
	return -1;
}

/* Interfaces are looked up in the kernel, which a hint need not name: it names
 * the interfaces that exist. */
static void hint_looked_up(const struct value_ctx *v, const struct ast_expr *e,
			   const char *asked)
{
	if (meant_value(v->c, e))
		return;
	if (asked)
		diag_hint(v->c->diags, "asked: %s", asked);
	else
		meant_interface(v->c, e);
}

/* Services and protocols are the same on every machine: what is not known
 * here is a mistake, offline too. */
static int unknown_anywhere(const struct value_ctx *v, const struct ast_expr *e,
			    const char *what, const char *asked)
{
	value_error(v, DIAG_RESOLVE, e, "unknown %s '%.*s'", what,
		    (int)e->value.len, e->value.text);
	hint_looked_up(v, e, asked);
	return -1;
}

static void warn_not_here(const struct value_ctx *v, const struct ast_expr *e,
			  const char *what)
{
	if (v->c->strings &&
	    is_told(v->c, what, strpool_intern(v->c->strings, e->value.text,
					       e->value.len)))
		return;
	diag_warn(v->c->diags, DIAG_RESOLVE,
		  v->use.file != SOURCE_NONE ? v->use : e->at,
		  "%s '%.*s' is not known here", what, (int)e->value.len,
		  e->value.text);
	meant_value(v->c, e);
}

int value_looked_up(const struct value_ctx *v, const struct ast_expr *e,
		    int err, const char *what, const char *asked)
{
	const char *text = e->value.text;
	int len = (int)e->value.len;

	if (!err)
		return 0;
	if (err == -EOPNOTSUPP || (v->c->opt->offline && err != -EMLINK)) {
		warn_not_here(v, e, what);
		return 0;
	}
	if (err == -ENOENT)
		return unknown_anywhere(v, e, what, asked);
	if (err == -EMLINK)
		value_error(v, DIAG_RESOLVE, e,
			    "%s '%.*s' has more than one address: write a set of them",
			    what, len, text);
	else
		value_error(v, DIAG_RESOLVE, e, "cannot look up %s '%.*s': %s",
			    what, len, text,
			    err == -EAGAIN ? "no name server answers" :
			    err == -ENOSYS ? "it is not in /etc/hosts, and this build asks no name server" :
					     strerror(-err));
	if (err != -ENOSYS)
		hint_looked_up(v, e, asked);
	return -1;
}
