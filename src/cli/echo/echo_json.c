#include "config.h"

#include "cli/echo/echo_json.h"

#include "tables/dtype.h"
#include "tables/family.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

json_t *echo_json_text(struct echo *e, const char *text, size_t len)
{
	json_t *json = json_stringn(text, len);
	char *plain;

	if (json)
		return json;
	plain = arena_strndup(&e->arena, text, len);
	for (char *p = plain; *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	return json_string(plain);
}

static void set_text(struct echo *e, json_t *obj, const char *key,
		     const char *text)
{
	if (text)
		json_object_set_new(obj, key,
				    echo_json_text(e, text, strlen(text)));
}

static void set_handle(json_t *obj, const struct echo_item *it)
{
	if (it->handle)
		json_object_set_new(obj, "handle",
				    json_integer((json_int_t)it->handle));
}

json_t *echo_json_begin(struct echo *e, const struct echo_item *it,
			const char *name_key)
{
	json_t *obj = json_object();

	set_text(e, obj, "family", it->family);
	if (it->kind->low != LOW_TABLE)
		set_text(e, obj, "table", it->table);
	set_text(e, obj, name_key, it->name);
	set_handle(obj, it);
	set_text(e, obj, "comment", it->comment);
	return obj;
}

void echo_json_flags(json_t *obj, const struct word *words, uint64_t flags)
{
	json_t *list = json_array();

	for (; words->name; words++)
		if (flags & words->value)
			json_array_append_new(list, json_string(words->name));
	if (json_array_size(list) > 0)
		json_object_set(obj, "flags", list);
	json_decref(list);
}

void echo_json_end(const struct echo_item *it, json_t *obj)
{
	json_t *all = json_pack("{s:{s:o}}", it->verb, it->keyword, obj);

	json_dumpf(all, stdout, 0);
	json_decref(all);
}

void echo_json_table(struct echo *e, const struct echo_item *it)
{
	json_t *obj = echo_json_begin(e, it, "name");

	echo_json_flags(obj, words_table_flags,
			it->low.table_flags);
	echo_json_end(it, obj);
}

static void set_devices(struct echo *e, json_t *obj,
			const struct low_device *first)
{
	json_t *list = json_array();

	for (const struct low_device *d = first; d; d = d->next) {
		const char *name = arena_printf(&e->arena, "%s%s", d->name,
						d->wildcard ? "*" : "");

		json_array_append_new(list,
				      echo_json_text(e, name, strlen(name)));
	}
	/* One device stands alone, as in what nft lists. */
	if (json_array_size(list) == 1)
		json_object_set(obj, "dev", json_array_get(list, 0));
	else if (json_array_size(list) > 1)
		json_object_set(obj, "dev", list);
	json_decref(list);
}

/* The hook of a chain or a flow table. */
static void set_hook(struct echo *e, json_t *obj, const struct echo_item *it,
		     const struct low_hook *hook)
{
	const char *name = hook_name((enum family)it->low.family, hook->num);

	json_object_set_new(obj, "hook", json_string(name ? name : "?"));
	json_object_set_new(obj, "prio", json_integer(hook->priority));
	set_devices(e, obj, hook->devices);
}

void echo_json_chain(struct echo *e, const struct echo_item *it)
{
	json_t *obj = echo_json_begin(e, it, "name");
	const struct low_chain *c = it->low.chain;

	if (c && c->hook.present) {
		set_text(e, obj, "type", c->hook.type ? c->hook.type : "filter");
		set_hook(e, obj, it, &c->hook);
		set_text(e, obj, "policy",
			 c->policy == NF_DROP ? "drop" : "accept");
	}
	echo_json_end(it, obj);
}

void echo_json_rule(struct echo *e, const struct echo_item *it)
{
	echo_json_end(it, echo_json_begin(e, it, "chain"));
}

/* A type number holds six bits for each field of a concatenation. */
static json_t *type_names(uint64_t number)
{
	json_t *list = json_array(), *one;

	for (; number; number >>= 6) {
		const struct dtype *dt =
			dtype_by_id((enum dtype_id)(number & 0x3f));

		json_array_insert_new(list, 0,
				      json_string(dt ? dt->name : "integer"));
	}
	if (json_array_size(list) != 1)
		return list;
	one = json_incref(json_array_get(list, 0));
	json_decref(list);
	return one;
}

/* What a map holds: data of a type, or objects. */
static json_t *map_of(const struct low_set *set)
{
	if (set->flags & NFT_SET_OBJECT)
		return json_string(nfobj_word(set->obj_type));
	return set->data_type == NFT_DATA_VERDICT ? json_string("verdict") :
						    type_names(set->data_type);
}

static void set_seconds(json_t *obj, const char *key, uint64_t ms)
{
	if (ms)
		json_object_set_new(obj, key,
				    json_integer((json_int_t)(ms / 1000)));
}

static void describe_set(json_t *obj, const struct echo_item *it,
			 const struct low_set *set)
{
	json_object_set_new(obj, "type", type_names(set->key_type));
	if (strcmp(it->keyword, "map") == 0)
		json_object_set_new(obj, "map", map_of(set));
	if (set->policy == NFT_SET_POL_MEMORY)
		json_object_set_new(obj, "policy", json_string("memory"));
	echo_json_flags(obj, words_set_flags, set->flags);
	set_seconds(obj, "timeout", set->timeout_ms);
	set_seconds(obj, "gc-interval", set->gc_ms);
	if (set->size)
		json_object_set_new(obj, "size",
				    json_integer((json_int_t)set->size));
}

void echo_json_set(struct echo *e, const struct echo_item *it)
{
	json_t *obj = echo_json_begin(e, it, "name");

	if (it->low.set)
		describe_set(obj, it, it->low.set);
	echo_json_end(it, obj);
}

/* The own text is one element, not the command. */
void echo_json_element(struct echo *e, const struct echo_item *it)
{
	json_t *elem = echo_json_text(e, it->own ? it->own : "", it->own_len);

	echo_json_end(it, json_pack("{s:s, s:o, s:o, s:[o]}", "family",
				    it->family, "table",
				    echo_json_text(e, it->table,
						   strlen(it->table)),
				    "name",
				    echo_json_text(e, it->name,
						   strlen(it->name)),
				    "elem", elem));
}

void echo_json_flowtable(struct echo *e, const struct echo_item *it)
{
	json_t *obj = echo_json_begin(e, it, "name");

	if (it->low.flowtable)
		set_hook(e, obj, it, &it->low.flowtable->hook);
	echo_json_end(it, obj);
}
