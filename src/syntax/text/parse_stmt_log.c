#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

#include <ctype.h>

#define PREFIX_MAX 127 /* NF_LOG_PREFIXLEN less the NUL */

struct buffer {
	char text[PREFIX_MAX + 1];
	uint32_t len;
	bool full;
};

static void append(struct buffer *b, const char *text, size_t len)
{
	if (b->len + len > PREFIX_MAX) {
		b->full = true;
		return;
	}
	memcpy(b->text + b->len, text, len);
	b->len += (uint32_t)len;
}

static const struct ast_expr *plain_value(const struct ast_expr *def)
{
	while (def && def->kind == AST_VAR)
		def = def->var.def;
	return def && def->kind == AST_VALUE ? def : NULL;
}

static size_t name_length(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && (isalnum((unsigned char)s[n]) || s[n] == '_'))
		n++;
	return n;
}

/* Puts the value of the variable whose '$' stands at off of the token. */
static int expand_one(struct parser *p, struct buffer *b, uint32_t off,
		      size_t len)
{
	struct span at = p->t.at;
	const struct ast_expr *def, *value;
	const char *name;

	at.off += off + (p->t.kind == TOKEN_STRING);
	at.len = (uint32_t)len + 1;
	if (!len)
		return diag_error(p->diags, DIAG_SYNTAX, at,
				  "the name of a variable is missing after "
				  "'$'");
	name = strpool_intern(p->strings, p->t.text + off + 1, len);
	def = scopes_find(p, name);
	if (!def && (mend_defines(p, name) || scopes_said_unknown(p, name)))
		return 0;
	if (!def) {
		diag_error(p->diags, DIAG_UNKNOWN_NAME, at,
			   "unknown variable '%s'", name);
		scopes_suggest(p, name);
		return -1;
	}
	value = plain_value(def);
	if (value)
		append(b, value->value.text, value->value.len);
	else if (def->kind != AST_POISON)
		return diag_error(p->diags, DIAG_TYPE, at,
				  "variable '%s' is not a single word, number or text", name);
	return 0;
}

/* Replaces '$' NAME; '$' and a digit stands for itself. */
static int expand(struct parser *p, struct buffer *b)
{
	const struct token *t = &p->t;

	for (uint32_t i = 0; i < t->len; i++) {
		size_t len = 0;

		if (t->text[i] == '$')
			len = name_length(t->text + i + 1, t->len - i - 1);
		if (t->text[i] != '$' ||
		    (len && isdigit((unsigned char)t->text[i + 1]))) {
			append(b, t->text + i, 1);
			continue;
		}
		if (expand_one(p, b, i, len) < 0)
			return -1;
		i += (uint32_t)len;
	}
	return 0;
}

/* log prefix = 'prefix' string, in which '$' NAME is replaced */
static int log_prefix(struct parser *p, struct ast_log *log)
{
	struct buffer b = { .len = 0 };

	if (p->t.kind != TOKEN_STRING && p->t.kind != TOKEN_WORD)
		return err_expected(p, "a text");
	if (expand(p, &b) < 0)
		return -1;
	if (b.full)
		return diag_error(p->diags, DIAG_RANGE, p->t.at,
				  "a log prefix has at most %d bytes",
				  PREFIX_MAX);
	log->prefix.text = arena_strndup(p->arena, b.text, b.len);
	log->prefix.len = b.len;
	log->prefix.at = p->t.at;
	tok_advance(p);
	return 0;
}

static int log_group(struct parser *p, struct ast_log *log)
{
	return parse_num(p, "the number of a group", UINT64_MAX, &log->group);
}

static int log_snaplen(struct parser *p, struct ast_log *log)
{
	return parse_num(p, "a number of bytes", UINT32_MAX, &log->snaplen);
}

static int log_qthreshold(struct parser *p, struct ast_log *log)
{
	return parse_num(p, "a number of packets", UINT64_MAX,
			 &log->qthreshold);
}

/* log level = 'level' string */
static int log_level(struct parser *p, struct ast_log *log)
{
	struct token name = p->t;
	const struct word *w;

	if (p->t.kind == TOKEN_STRING)
		p->t.kind = TOKEN_WORD;
	w = parse_word(p, words_log_levels,
		       "a log level: emerg, alert, crit, err, warn, notice, "
		       "info, debug or audit");
	if (!w)
		return -1;
	log->level = (struct ast_num){ .val = w->value, .at = name.at,
				       .set = true };
	return 0;
}

/* linux/netfilter/nf_log.h, NF_LOG_* */
#define LOG_TCPSEQ 0x01
#define LOG_TCPOPT 0x02
#define LOG_IPOPT 0x04
#define LOG_UID 0x08
#define LOG_MACDECODE 0x20
#define LOG_ALL 0x2f

/* tcp flags = 'tcp' ( 'sequence' | 'options' ) { ',' ... } */
static int log_tcp_flags(struct parser *p, uint32_t *ret_bits)
{
	static const struct word words[] = { { "sequence", LOG_TCPSEQ },
					     { "options", LOG_TCPOPT },
					     { NULL, 0 } };

	return parse_word_list(p, words, "'sequence' or 'options'", ret_bits);
}

/* log flags = 'flags' ( 'tcp' tcp flags | 'ip' 'options' | 'skuid' | 'ether'
 *                     | 'all' ) */
static int log_flags(struct parser *p, struct ast_log *log)
{
	static const struct word words[] = { { "tcp", 0 },
					     { "ip", LOG_IPOPT },
					     { "skuid", LOG_UID },
					     { "ether", LOG_MACDECODE },
					     { "all", LOG_ALL },
					     { NULL, 0 } };
	const struct word *w;
	struct span start = p->t.at;
	uint32_t bits;

	w = parse_word(p, words, "tcp, ip, skuid, ether or all");
	if (!w)
		return -1;
	bits = (uint32_t)w->value;
	if (bits == 0 && log_tcp_flags(p, &bits) < 0)
		return -1;
	if (bits == LOG_IPOPT &&
	    tok_expect_word(p, "options", "'options'") < 0)
		return -1;
	log->flags.val |= bits;
	log->flags.at = tok_since(p, start);
	log->flags.set = true;
	return 0;
}

/* log = 'log' { log prefix | 'group' NUMBER | 'snaplen' NUMBER
 *             | 'queue-threshold' NUMBER | log level | log flags } */
struct ast_stmt *stmt_log(struct parser *p)
{
	static const struct {
		const char *word;
		int (*parse)(struct parser *p, struct ast_log *log);
	} options[] = {
		{ "prefix", log_prefix },   { "group", log_group },
		{ "snaplen", log_snaplen }, { "queue-threshold", log_qthreshold },
		{ "level", log_level },	    { "flags", log_flags },
	};
	static const char *const words[] = { "prefix", "group", "snaplen",
					     "queue-threshold", "level",
					     "flags", NULL };
	struct ast_stmt *s = ast_stmt_new(p, STMT_LOG, p->t.at);
	size_t i = 0;

	s->log = arena_new(p->arena, struct ast_log);
	tok_advance(p);
	while (i < ARRAY_SIZE(options)) {
		if (!tok_accept_word(p, options[i].word)) {
			i++;
			continue;
		}
		if (options[i].parse(p, s->log) < 0)
			return NULL;
		i = 0;
	}
	stmt_options(p, words);
	return s;
}
