#include "config.h"

#include "cli/echo.h"

#include "spec/dtype.h"
#include "spec/family.h"
#include "spec/words.h"

#include <jansson.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

/* Text that need not be UTF-8: bytes that are not become '?'. */
static json_t *json_text(struct echo *e, const char *text, size_t len)
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

static json_t *begin(struct echo *e, const struct echo_item *it,
		     const char *name_key)
{
	json_t *obj = json_object();

	json_object_set_new(obj, "family", json_string(it->family));
	if (it->kind->msg != NFT_MSG_NEWTABLE)
		json_object_set_new(obj, "table",
				    json_text(e, it->table, strlen(it->table)));
	json_object_set_new(obj, name_key,
			    json_text(e, it->name, strlen(it->name)));
	if (it->handle)
		json_object_set_new(obj, "handle",
				    json_integer((json_int_t)it->handle));
	if (it->comment)
		json_object_set_new(obj, "comment",
				    json_text(e, it->comment,
					      strlen(it->comment)));
	return obj;
}

static void set_number(json_t *obj, const char *key,
		       const struct echo_item *it, unsigned int attr)
{
	if (it->attrs.by_number[attr])
		json_object_set_new(obj, key,
				    json_integer((json_int_t)nlattrs_number(
					    &it->attrs, attr)));
}

static void set_flags(json_t *obj, const struct word *words, uint64_t flags)
{
	json_t *list = json_array();

	for (; words->name; words++)
		if (flags & words->value)
			json_array_append_new(list, json_string(words->name));
	if (json_array_size(list) > 0)
		json_object_set(obj, "flags", list);
	json_decref(list);
}

static void end(const struct echo_item *it, json_t *obj)
{
	const char *key = it->kind->key ? it->kind->key : it->keyword;
	json_t *kind = json_pack("{s:o}", key, obj);
	json_t *all = json_pack("{s:o}", it->verb, kind);

	json_dumpf(all, stdout, 0);
	json_decref(all);
}

void echo_json_table(struct echo *e, const struct echo_item *it)
{
	json_t *obj = begin(e, it, "name");

	set_flags(obj, words_table_flags,
		  nlattrs_number(&it->attrs, NFTA_TABLE_FLAGS));
	end(it, obj);
}

static void set_devices(struct echo *e, json_t *obj,
			const struct nlattrs *hook)
{
	const struct nlattr *nest = hook->by_number[NFTA_HOOK_DEVS];
	const struct nlattr *dev = hook->by_number[NFTA_HOOK_DEV];
	json_t *list = json_array();
	const char *name;
	size_t len;

	if (dev) {
		name = nlattr_text(dev, &len);
		json_array_append_new(list, json_text(e, name, len));
	}
	for (dev = NULL; nest && (dev = nlattrs_child(nest, dev));) {
		name = nlattr_text(dev, &len);
		json_array_append_new(list, json_text(e, name, len));
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
		     const struct nlattr *nest)
{
	enum family family = (enum family)family_by_name(it->family);
	struct nlattrs hook;
	const char *name;
	int32_t prio;

	nlattrs_of_nest(&hook, nest);
	name = hook_name(family,
			 (unsigned int)nlattrs_number(&hook, NFTA_HOOK_HOOKNUM));
	prio = (int32_t)nlattrs_number(&hook, NFTA_HOOK_PRIORITY);
	json_object_set_new(obj, "hook", json_string(name ? name : "?"));
	json_object_set_new(obj, "prio", json_integer(prio));
	set_devices(e, obj, &hook);
}

void echo_json_chain(struct echo *e, const struct echo_item *it)
{
	json_t *obj = begin(e, it, "name");
	const char *type = nlattrs_string(&it->attrs, NFTA_CHAIN_TYPE);
	bool drop = nlattrs_number(&it->attrs, NFTA_CHAIN_POLICY) == NF_DROP;

	if (it->attrs.by_number[NFTA_CHAIN_HOOK]) {
		json_object_set_new(obj, "type",
				    json_string(type ? type : "filter"));
		set_hook(e, obj, it, it->attrs.by_number[NFTA_CHAIN_HOOK]);
		json_object_set_new(obj, "policy",
				    json_string(drop ? "drop" : "accept"));
	}
	end(it, obj);
}

/* What a JSON input said of the thing itself: a member of its object. */
static void set_own(json_t *obj, const char *key, const struct echo_item *it)
{
	json_t *own;

	if (!it->own_json || !it->own)
		return;
	own = json_loadb(it->own, it->own_len, JSON_DECODE_ANY, NULL);
	if (json_object_get(own, key))
		json_object_set(obj, key, json_object_get(own, key));
	json_decref(own);
}

void echo_json_rule(struct echo *e, const struct echo_item *it)
{
	json_t *obj = begin(e, it, "chain");

	set_own(obj, "expr", it);
	end(it, obj);
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

void echo_json_set(struct echo *e, const struct echo_item *it)
{
	json_t *obj = begin(e, it, "name"), *outer;
	uint64_t flags = nlattrs_number(&it->attrs, NFTA_SET_FLAGS);

	json_object_set_new(obj, "type",
			    type_names(nlattrs_number(&it->attrs,
						      NFTA_SET_KEY_TYPE)));
	if (flags & NFT_SET_MAP)
		json_object_set_new(
			obj, "map",
			type_names(nlattrs_number(&it->attrs,
						  NFTA_SET_DATA_TYPE)));
	set_flags(obj, words_set_flags, flags);
	set_number(obj, "gc-interval", it, NFTA_SET_GC_INTERVAL);
	outer = json_pack("{s:{s:o}}", it->verb, it->keyword, obj);
	json_dumpf(outer, stdout, 0);
	json_decref(outer);
}

void echo_json_element(struct echo *e, const struct echo_item *it)
{
	json_t *obj = begin(e, it, "name"), *elem;

	if (it->own_json)
		elem = json_loadb(it->own, it->own_len, JSON_DECODE_ANY, NULL);
	else
		elem = json_text(e, it->own ? it->own : "", it->own_len);
	json_object_set_new(obj, "elem", json_pack("[o]", elem));
	end(it, obj);
}

void echo_json_object(struct echo *e, const struct echo_item *it)
{
	end(it, begin(e, it, "name"));
}

void echo_json_flowtable(struct echo *e, const struct echo_item *it)
{
	json_t *obj = begin(e, it, "name");

	if (it->attrs.by_number[NFTA_FLOWTABLE_HOOK])
		set_hook(e, obj, it, it->attrs.by_number[NFTA_FLOWTABLE_HOOK]);
	end(it, obj);
}
