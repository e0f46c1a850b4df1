/*
 * tx — typed expressions: the expressions of the AST after their types are
 * known, before registers are allocated.
 *
 * Owns:   nothing; nodes and bytes lie in the arena of the caller (the
 *         compiler's scratch arena, unless a function says otherwise).
 * Units:  len_bits in bits; constant bytes are DIV_ROUND_UP(len_bits, 8) long
 *         and lie in the order that `order` says (numbers of a bit field are
 *         right-aligned in those bytes).
 */
#ifndef NFTLOAD_COMPILE_SCOPE_TX_H
#define NFTLOAD_COMPILE_SCOPE_TX_H

#include "syntax/ast.h"
#include "tables/proto.h"
#include "text/span.h"

struct set_info;

/* The type of one value. */
struct vtype {
	const struct dtype *dt;
	uint16_t len_bits;
	uint8_t order; /* enum byteorder */
};

/* The type of a key or datum: one field, or a concatenation of several. */
#define KTYPE_FIELDS 16
struct ktype {
	uint8_t n;
	bool concat;
	struct vtype f[KTYPE_FIELDS];
};

enum tx_kind {
	/* constants */
	TX_VALUE,    /* .bytes                                             */
	TX_PREFIX,   /* .prefix: the first bits of a value, or "eth*" */
	TX_RANGE,    /* .pair: two TX_VALUEs, first <= last                */
	TX_CATCHALL, /* the element key '*'                                */
	TX_VERDICT,  /* .verdict                                           */
	TX_CONCAT,   /* .list: of constants, or of loaded values     */
	TX_SETREF,   /* .set: @name                                        */
	/* loads from the packet or its surroundings */
	TX_PAYLOAD,  /* .payload                                           */
	TX_EXTHDR,   /* .exthdr                                            */
	TX_META,     /* .key                                               */
	TX_CT,	     /* .key                                               */
	TX_RT,	     /* .key                                               */
	TX_SOCKET,   /* .key                                               */
	TX_FIB,	     /* .key: the result                                   */
	TX_OSF,	     /* .osf                                               */
	TX_XFRM,     /* .key                                               */
	TX_TUNNEL,   /* .key                                               */
	TX_NUMGEN,   /* .gen                                               */
	TX_HASH,     /* .gen; arg NULL: symhash                            */
	/* operations */
	TX_BITWISE,  /* .bitwise: (arg & mask) ^ xor                       */
	TX_SHIFT,    /* .shift                                             */
	TX_BINOP,    /* .binop: two registers                              */
	TX_SWAP,     /* .swap: byte order                                  */
	TX_CAST,     /* .cast: same bytes, other type, length or order  */
	TX_LOOKUP,   /* .lookup: the datum of a key in a map             */
};

struct tx_verdict {
	int32_t code;
	const char *chain;	 /* jump, goto: interned name */
	uint32_t chain_id;	 /* jump { }: instead of the name */
};

struct tx {
	uint8_t kind;  /* enum tx_kind */
	uint8_t order; /* enum byteorder of the result */
	uint16_t len_bits;
	const struct dtype *dt;
	struct span at;
	struct tx *next; /* in a concatenation */
	union {
		uint8_t *bytes;
		struct {
			struct tx *value;
			uint32_t bits;
		} prefix;
		struct {
			struct tx *lo, *hi;
		} range;
		struct tx_verdict verdict;
		struct {
			struct tx *first;
			uint32_t count;
		} list;
		struct set_info *set;
		struct {
			const struct proto *proto; /* proto_by_id(PROTO_RAW): raw */
			const struct proto_field *field; /* NULL: raw */
			const struct proto *tunnel; /* inside of, or NULL */
			uint8_t base;	/* enum payload_base */
			uint32_t off_bits; /* from the base, stacking included */
			const struct tx *covers; /* the bit field within */
		} payload;
		struct {
			const struct exthdr *hdr;
			const struct exthdr_field *field; /* NULL: existence, raw */
			uint8_t op, type;
			bool present;  /* existence: NFT_EXTHDR_F_PRESENT */
			bool first;    /* adds the match of its protocol
					* itself */
			uint32_t off_bits;
		} exthdr;
		struct {
			const struct key *key;
			const struct proto *tunnel; /* meta inside a tunnel */
			/* socket: level of a cgroup; fib: flags; xfrm: spnum */
			uint32_t arg;
			int8_t dir; /* ct: -1 none, 0 original, 1 reply;
				     * xfrm: 0 in, 1 out */
		} key;
		struct {
			uint8_t ttl;
			bool version;
		} osf;
		struct {
			struct tx *arg; /* jhash */
			const struct ast_gen *gen;
		} gen;
		struct {
			struct tx *arg;
			const struct tx *field; /* the bit field that the
						 * mask cuts out, or NULL */
			uint8_t *mask, *xor; /* op_len bytes, in order */
			uint32_t op_len;     /* bytes */
		} bitwise;
		struct {
			struct tx *arg;
			const struct tx *field; /* the bit field that this
						 * moves, or NULL */
			uint32_t bits;   /* at most SHIFT_MAX */
			uint32_t op_len; /* bytes */
			bool right;
			bool written; /* the input wrote it as an operator */
		} shift;
		struct {
			struct tx *left, *right;
			uint8_t op; /* enum ast_binop: and, or, xor */
		} binop;
		struct {
			struct tx *arg;
			uint32_t len; /* bytes, in units of */
			uint8_t size; /* 2, 4 or 8 */
			bool hton;
		} swap;
		struct {
			struct tx *arg;
		} cast;
		struct {
			struct tx *key;
			struct set_info *set;
		} lookup;
	};
};

struct tx *tx_new(struct arena *a, enum tx_kind kind, struct vtype t,
		  struct span at);
/* A TX_VALUE with zeroed bytes. */
struct tx *tx_value_new(struct arena *a, struct vtype t, struct span at);
bool tx_is_const(const struct tx *e);
static inline uint32_t tx_len_bytes(const struct tx *e)
{
	return DIV_ROUND_UP((uint32_t)e->len_bits, 8u);
}
static inline struct vtype tx_type(const struct tx *e)
{
	return (struct vtype){ e->dt, e->len_bits, e->order };
}
/* Whether a load is a bit field: it does not begin and end at byte borders. */
bool tx_is_bitfield(const struct tx *e);
/* The type of a loaded expression or concatenation, as the type of a key. */
void ktype_of_tx(const struct tx *e, struct ktype *ret_type);
struct ktype ktype_single(struct vtype t);
/* Length of a key in bytes; the fields of a concatenation are padded to 4 bytes
 * each. */
uint32_t ktype_len_bytes(const struct ktype *k);
/* NFTA_SET_KEY_TYPE: 6 bits a field. */
uint32_t ktype_id(const struct ktype *k);
/* "ipv4_addr . inet_service", for messages. */
const char *ktype_name(struct arena *a, const struct ktype *k);

#endif
