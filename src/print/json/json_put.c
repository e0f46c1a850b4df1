#include "config.h"

#include "print/json/json_put.h"

#include "base/mem.h"
#include "text/utf8.h"

#include <linux/netfilter/nf_synproxy.h>
#include <stdio.h>
#include <string.h>

/* ---- values ---- */

static const char unknown[] = "\xef\xbf\xbd"; /* U+FFFD in UTF-8 */

static json_t *mended_text(const char *text, size_t len)
{
	char *copy = mem_calloc(MAX(len, 1u), strlen(unknown));
	size_t used = 0, step;
	json_t *json;

	for (size_t i = 0; i < len; i += step) {
		uint32_t code;
		const char *from = text + i;

		step = utf8_next(from, len - i, &code);
		if (code == UTF8_INVALID)
			from = unknown;
		memcpy(copy + used, from,
		       code == UTF8_INVALID ? strlen(unknown) : step);
		used += code == UTF8_INVALID ? strlen(unknown) : step;
	}
	json = json_stringn(copy, used);
	mem_free(copy);
	return json;
}

json_t *json_text_of(const char *text, size_t len)
{
	json_t *json = json_stringn(text, len);

	return json ? json : mended_text(text, len);
}

json_t *json_word_of(const char *word)
{
	return json_text_of(word, strlen(word));
}

json_t *json_number_of(uint64_t number)
{
	return json_integer((json_int_t)number);
}

json_t *json_pair_of(const char *key, json_t *value)
{
	json_t *obj = json_object();

	json_put(obj, key, value);
	return obj;
}

/* ---- members ---- */

void json_put(json_t *obj, const char *key, json_t *value)
{
	/* Keys are words of our own tables. */
	json_object_set_new_nocheck(obj, key, value);
}

void json_put_word(json_t *obj, const char *key, const char *word)
{
	if (word)
		json_put(obj, key, json_word_of(word));
}

void json_put_number(json_t *obj, const char *key, uint64_t number)
{
	json_put(obj, key, json_number_of(number));
}

void json_put_num(json_t *obj, const char *key, const struct ast_num *num)
{
	if (num->set)
		json_put_number(obj, key, num->val);
}

void json_put_text(json_t *obj, const char *key, const struct ast_text *text)
{
	if (text->text)
		json_put(obj, key, json_text_of(text->text, text->len));
}

void json_put_time(json_t *obj, const char *key, const struct ast_num *ms,
		   bool exact)
{
	char exact_key[32];

	if (!ms->set)
		return;
	json_put_number(obj, key, ms->val / 1000);
	if (!exact || ms->val % 1000 == 0)
		return;
	snprintf(exact_key, sizeof(exact_key), "%s-ms", key);
	json_put_number(obj, exact_key, ms->val);
}

void json_put_true(json_t *obj, const char *key, bool value)
{
	if (value)
		json_put(obj, key, json_true());
}

void json_put_row(json_t *obj, const char *key, const struct word *words,
		  uint64_t value)
{
	json_put_word(obj, key, word_name(words, value));
}

void json_put_flags(json_t *obj, const char *key, const struct word *words,
		    uint64_t flags)
{
	const char *all = word_name(words, flags);
	json_t *list = json_array();

	/* One word may stand for several bits. */
	if (all && flags)
		json_array_append_new(list, json_word_of(all));
	for (; !all && words->name; words++) {
		if (!(flags & words->value))
			continue;
		json_array_append_new(list, json_word_of(words->name));
		flags &= ~words->value;
	}
	if (json_array_size(list))
		json_object_set_nocheck(obj, key, list);
	json_decref(list);
}

/* ---- what statements and objects share ---- */

void json_put_bytes(json_t *obj, const char *key, const char *unit_key,
		    uint64_t bytes)
{
	const struct word *unit = words_byte_units;

	while (unit[1].name && bytes && bytes % unit[1].value == 0)
		unit++;
	json_put_number(obj, key, bytes / unit->value);
	json_put_word(obj, unit_key, unit->name);
}

void json_put_rate(json_t *obj, const struct ast_limit *limit)
{
	if (limit->bytes)
		json_put_bytes(obj, "rate", "rate_unit", limit->rate);
	else
		json_put_number(obj, "rate", limit->rate);
	json_put_row(obj, "per", words_time_units, limit->unit_s);
	json_put_true(obj, "inv", limit->over);
}

void json_put_burst(json_t *obj, const struct ast_limit *limit)
{
	if (limit->bytes)
		json_put_bytes(obj, "burst", "burst_unit", limit->burst.val);
	else
		json_put_number(obj, "burst", limit->burst.val);
}

void json_put_synproxy(json_t *obj, uint16_t mss, uint8_t wscale,
		       uint32_t flags)
{
	if (flags & NF_SYNPROXY_OPT_MSS)
		json_put_number(obj, "mss", mss);
	if (flags & NF_SYNPROXY_OPT_WSCALE)
		json_put_number(obj, "wscale", wscale);
	json_put_flags(obj, "flags", words_synproxy_flags,
		       flags & (NF_SYNPROXY_OPT_TIMESTAMP |
				NF_SYNPROXY_OPT_SACK_PERM));
}

/* ---- without counts ---- */

static void forget_member(json_t *obj, const char *key, json_t *value)
{
	if (strcmp(key, "last") == 0 ||
	    (strcmp(key, "counter") == 0 && json_object_get(value, "packets"))) {
		json_object_set_new_nocheck(obj, key, json_null());
	} else if (strcmp(key, "quota") == 0 && json_is_object(value)) {
		json_object_del(value, "used");
		json_object_del(value, "used_unit");
	} else {
		json_forget_counts(value);
	}
}

void json_forget_counts(json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_array(value))
		json_array_foreach(value, i, member)
			json_forget_counts(member);
	else if (json_is_object(value))
		json_object_foreach(value, key, member)
			forget_member(value, key, member);
}
