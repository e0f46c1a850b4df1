/*
 * low — the low form: netlink messages of nf_tables as structures.
 *
 * A low form has what the netlink message has, and no more: names, numbers,
 * registers, bytes.  The compiler makes one low message at a time, and the
 * batch encodes it; messages of the kernel are decoded into the same structures
 * (object/decode.h).  The rows of object/rows.h say which attribute each member
 * is.
 *
 * Owns:   nothing: strings, bytes and nodes are borrowed for the duration of
 *         one call of the sink, or as long as the decoded bytes and the arena
 *         of the decoder live.
 * Units:  numbers in host order; register data as raw bytes in the order the
 *         register holds them.  Places are in the input; in decoded messages, a
 *         place is the offset and length of an attribute in its message.
 * Spec:   linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_OBJECT_LOW_H
#define NFTLOAD_OBJECT_LOW_H

#include "object/rows.h"
#include "text/span.h"

#define LOW_ATTRS_MAX 10
#define LOW_OBJ_ATTRS_MAX 12

struct low_verdict {
	int32_t code;	   /* NFT_JUMP ... */
	const char *chain; /* jump, goto: name, or NULL when chain_id counts */
	uint32_t chain_id;
};

struct low_attr {
	uint8_t number; /* NFTA_*: a row of the expression's table */
	uint32_t len;	/* of bytes; 0 for numbers */
	union {
		uint64_t num;
		/* WIRE_DATA (value), WIRE_BYTES; attributes without a row */
		const uint8_t *bytes;
		const char *str;	/* WIRE_STRING, WIRE_NAME */
		const struct low_expr *exprs; /* WIRE_EXPR, WIRE_EXPRS */
		/* Only in values that object/member.h reads: */
		const struct low_device *devices; /* WIRE_DEVICE(S) */
		const void *inside; /* WIRE_NEST, WIRE_OBJECT, WIRE_FIELDS */
		const struct low_verdict *verdict; /* WIRE_DATA with len 0 */
	};
};

struct low_expr {
	struct low_expr *next;
	/* enum nfexpr_kind.  NFX_COUNT: an expression without rows; its
	 * attributes are NFTA_EXPR_NAME as a string and NFTA_EXPR_DATA as
	 * bytes. */
	uint8_t kind;
	uint8_t nattrs;
	struct span at; /* the name of a set, chain or object that the
			 * expression refers to, else its statement */
	struct low_attr attrs[LOW_ATTRS_MAX]; /* in any order */
};

/* A name or a handle; both unset: the message carries neither. */
struct low_name {
	const char *name;
	uint64_t handle;
	bool by_handle;
	struct span at;
};

struct low_device {
	const char *name;
	bool wildcard; /* name is a prefix: NFTA_DEVICE_PREFIX */
	struct span at;
	const struct low_device *next;
};

struct low_hook {
	bool present;	   /* hook number and priority are sent */
	uint32_t num;
	int32_t priority;
	const struct low_device *devices;
	struct span at, prio_at;
	const char *type; /* chains: "filter"; NULL: not sent */
	struct span type_at;
};

struct low_chain {
	uint32_t id;	 /* bound chains, which have no name */
	uint32_t flags;	 /* sent when non-zero */
	bool have_policy;
	uint32_t policy;
	struct span policy_at;
	struct low_hook hook;
	uint64_t packets, bytes; /* dumps: counters of the policy */
};

/* The name of a rule's message is the chain's name. */
struct low_rule {
	uint32_t chain_id;  /* non-zero: instead of the chain's name */
	uint64_t handle;    /* replace, delete */
	uint64_t position;  /* non-zero: NFTA_RULE_POSITION */
	uint32_t position_id; /* non-zero: NFTA_RULE_POSITION_ID */
	uint32_t id;	    /* non-zero: NFTA_RULE_ID */
	struct span handle_at;
	const struct low_expr *exprs;
	const uint8_t *compat; /* dumps: rules of iptables */
	uint32_t compat_len;
};

struct low_set {
	uint32_t flags;
	uint32_t id;
	uint32_t key_type, key_len; /* bytes */
	bool is_map;		    /* DATA_TYPE and DATA_LEN are sent */
	uint32_t data_type, data_len;
	uint32_t obj_type;	    /* non-zero: object map */
	uint32_t policy, size;	    /* zero: not sent */
	uint32_t nfields;	    /* non-zero: DESC CONCAT */
	uint32_t field_len[16];	    /* bytes, unpadded */
	uint64_t timeout_ms;
	uint32_t gc_ms;
	const struct low_expr *exprs; /* stateful templates */
	const char *type; /* dumps: the set's implementation */
	uint32_t count;	  /* dumps: number of elements */
};

struct low_obj {
	uint32_t type;	 /* NFT_OBJECT_* */
	struct span data_at; /* len 0: the object's own place */
	uint8_t nattrs;	 /* number of attrs, rows of nfobj_by_type() */
	struct low_attr attrs[LOW_OBJ_ATTRS_MAX];
};

struct low_flowtable {
	uint32_t flags;
	bool have_flags;
	struct low_hook hook;
};

/* The generation of the ruleset, and the process that made it. */
struct low_gen {
	uint32_t id, pid;
	const char *process;
};

/*
 * One message.  verb and kind give the message type; create_flags are the
 * kernel's NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND | NLM_F_REPLACE.  LOW_DEL
 * of LOW_TABLE without a name: flush ruleset.
 */
struct low_msg {
	uint8_t verb, kind; /* enum low_verb, enum low_kind */
	uint8_t family;
	uint16_t create_flags;
	struct span at;		/* the command, for errors without a place */
	struct low_name table;
	struct low_name name;	/* the chain's, set's, object's, flowtable's; a
				 * rule's chain, the elements' set */
	const uint8_t *udata;
	uint32_t udata_len;
	bool udata_flags_set;	/* tables: flags attribute is sent */
	uint32_t table_flags;
	uint32_t set_id;	/* elements; 0: not sent */
	uint32_t use, owner;	/* dumps: number of references; port id */
	/* Attributes that no row describes: nunknown at the top level, and
	 * their number inside nests (nhidden). */
	const struct low_attr *unknown;
	uint32_t nunknown, nhidden;
	union {
		const struct low_chain *chain;	/* NULL: only a name */
		const struct low_rule *rule;	/* NULL: flush (DELRULE) */
		const struct low_set *set;
		const struct low_obj *obj;
		const struct low_flowtable *flowtable;
		const struct low_gen *gen;
		const void *body; /* any of these */
	};
};

/* The head of an element message series. */
struct low_elems {
	uint8_t verb; /* enum low_verb */
	uint8_t family;
	uint16_t create_flags;
	struct span at;
	struct low_name table, set;
	uint32_t set_id; /* 0: not sent */
	uint32_t file;	 /* of the element places below */
};

/* Element flags: NFT_SET_ELEM_INTERVAL_END 1, NFT_SET_ELEM_CATCHALL 2. */
struct low_elem {
	uint32_t flags;
	uint32_t off, len;	  /* place in the file of the series */
	struct span ref_at; /* where the chain or object is named; len 0: none */
	const uint8_t *key, *key_end, *data; /* NULL: not sent */
	uint32_t key_len, data_len;	     /* bytes, key_end as key */
	const struct low_verdict *verdict;   /* non-NULL: instead of data */
	const char *obj;		     /* object maps */
	const uint8_t *udata;
	uint32_t udata_len;
	uint64_t timeout_ms, expires_ms;
	bool have_timeout, expires; /* true: sent, even if 0 */
	const struct low_expr *exprs;
	/* This element and the next stay in one message (a range's start and
	 * its end). */
	bool joined;
	struct low_elem *next; /* for lists of the owner */
};

/* The attribute of that number; NULL: there is none. */
static inline const struct low_attr *low_attr_in(const struct low_attr *attrs,
						 unsigned int n,
						 unsigned int number)
{
	for (unsigned int i = 0; i < n; i++)
		if (attrs[i].number == number)
			return &attrs[i];
	return NULL;
}

static inline const struct low_attr *low_attr_of(const struct low_expr *x,
						 unsigned int number)
{
	return low_attr_in(x->attrs, x->nattrs, number);
}

/* 0: x has no such number. */
static inline uint64_t low_num_of(const struct low_expr *x, unsigned int number)
{
	const struct low_attr *a = low_attr_of(x, number);

	return a ? a->num : 0;
}

/*
 * Takes the compiler's messages.  Calls return 0, or a negative errno
 * (-EMSGSIZE: an attribute beyond 64 KiB, reported already) that ends the
 * compilation.  Between elems_begin and elems_end come only elements; after
 * elems_begin with no element no message is made.
 */
struct low_sink {
	void *ctx;
	int (*msg)(void *ctx, const struct low_msg *m);
	int (*elems_begin)(void *ctx, const struct low_elems *head);
	int (*elem)(void *ctx, const struct low_elem *e);
	int (*elems_end)(void *ctx);
};

#endif
