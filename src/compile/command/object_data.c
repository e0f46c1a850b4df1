#include "config.h"

#include "compile/command/cmd.h"

static struct low_attr *attr_new(struct low_obj *obj, unsigned int number)
{
	struct low_attr *a;

	if (obj->nattrs == ARRAY_SIZE(obj->attrs))
		BUG("object with more than %zu attributes",
		    ARRAY_SIZE(obj->attrs));
	a = &obj->attrs[obj->nattrs++];
	a->number = (uint8_t)number;
	return a;
}

void object_num(struct low_obj *obj, unsigned int number, uint64_t val)
{
	attr_new(obj, number)->num = val;
}

struct wire object_list(struct cctx *c)
{
	uint32_t cap = NLMSG_HDRLEN + OBJECT_LIST_MAX;
	struct wire list;

	wire_list(&list, arena_alloc(&c->scratch, cap), cap);
	return list;
}

void object_put_list(struct low_obj *obj, unsigned int number,
		     const struct wire *list)
{
	struct low_attr *a = attr_new(obj, number);

	a->bytes = wire_listed(list, &a->len);
}

void object_text(struct cctx *c, struct low_obj *obj, unsigned int number,
		 const struct ast_text *text)
{
	attr_new(obj, number)->str =
		arena_strndup(&c->scratch, text->text, text->len);
}
