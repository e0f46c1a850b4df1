#include "config.h"

#include "cli/echo_json.h"

#include "spec/abi.h"
#include "spec/dtype.h"
#include "spec/family.h"

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
	if (it->kind->msg != NFT_MSG_NEWTABLE)
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
			nlattrs_number(&it->attrs, NFTA_TABLE_FLAGS));
	echo_json_end(it, obj);
}

static void add_device(struct echo *e, json_t *list, const struct nlattr *dev)
{
	bool prefix = (dev->nla_type & NLA_TYPE_MASK) == ABI_DEVICE_PREFIX;
	const char *name;
	size_t len;

	name = nlattr_text(dev, &len);
	if (prefix)
		name = arena_printf(&e->arena, "%.*s*", (int)len, name);
	json_array_append_new(list, echo_json_text(e, name, len + prefix));
}

static void set_devices(struct echo *e, json_t *obj,
			const struct nlattrs *hook)
{
	const struct nlattr *nest = hook->by_number[NFTA_HOOK_DEVS];
	const struct nlattr *dev = hook->by_number[NFTA_HOOK_DEV];
	json_t *list = json_array();

	/* One device is told in both ways. */
	if (dev)
		add_device(e, list, dev);
	else
		while (nest && (dev = nlattrs_child(nest, dev)))
			add_device(e, list, dev);
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
	json_t *obj = echo_json_begin(e, it, "name");
	const char *type = nlattrs_string(&it->attrs, NFTA_CHAIN_TYPE);
	bool drop = nlattrs_number(&it->attrs, NFTA_CHAIN_POLICY) == NF_DROP;

	if (it->attrs.by_number[NFTA_CHAIN_HOOK]) {
		set_text(e, obj, "type", type ? type : "filter");
		set_hook(e, obj, it, it->attrs.by_number[NFTA_CHAIN_HOOK]);
		set_text(e, obj, "policy", drop ? "drop" : "accept");
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
static json_t *map_of(const struct echo_item *it)
{
	uint64_t type = nlattrs_number(&it->attrs, NFTA_SET_DATA_TYPE);

	if (nlattrs_number(&it->attrs, NFTA_SET_FLAGS) & NFT_SET_OBJECT)
		return json_string(echo_object_word(
			nlattrs_number(&it->attrs, NFTA_SET_OBJ_TYPE)));
	return type == NFT_DATA_VERDICT ? json_string("verdict") :
					  type_names(type);
}

static void set_seconds(json_t *obj, const char *key,
			const struct echo_item *it, unsigned int attr)
{
	uint64_t ms = nlattrs_number(&it->attrs, attr);

	if (ms)
		json_object_set_new(obj, key,
				    json_integer((json_int_t)(ms / 1000)));
}

static void describe_set(json_t *obj, const struct echo_item *it)
{
	const struct nlattr *nest = it->attrs.by_number[NFTA_SET_DESC];
	struct nlattrs desc;
	uint64_t size;

	json_object_set_new(obj, "type",
			    type_names(nlattrs_number(&it->attrs,
						      NFTA_SET_KEY_TYPE)));
	if (strcmp(it->keyword, "map") == 0)
		json_object_set_new(obj, "map", map_of(it));
	if (nlattrs_number(&it->attrs, NFTA_SET_POLICY) == NFT_SET_POL_MEMORY)
		json_object_set_new(obj, "policy", json_string("memory"));
	echo_json_flags(obj, words_set_flags,
			nlattrs_number(&it->attrs, NFTA_SET_FLAGS));
	set_seconds(obj, "timeout", it, NFTA_SET_TIMEOUT);
	set_seconds(obj, "gc-interval", it, NFTA_SET_GC_INTERVAL);
	if (!nest)
		return;
	nlattrs_of_nest(&desc, nest);
	size = nlattrs_number(&desc, NFTA_SET_DESC_SIZE);
	if (size)
		json_object_set_new(obj, "size",
				    json_integer((json_int_t)size));
}

void echo_json_set(struct echo *e, const struct echo_item *it)
{
	json_t *obj = echo_json_begin(e, it, "name");

	describe_set(obj, it);
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

	if (it->attrs.by_number[NFTA_FLOWTABLE_HOOK])
		set_hook(e, obj, it, it->attrs.by_number[NFTA_FLOWTABLE_HOOK]);
	echo_json_end(it, obj);
}
