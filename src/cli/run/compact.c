#include "config.h"

#include "cli/run/compact.h"

#include <linux/seccomp.h>
#include <stddef.h>

#define OF_NUMBER offsetof(struct seccomp_data, nr)
#define OF_ARCH offsetof(struct seccomp_data, arch)

/* Numbers of calls are below, on every architecture, but for those of another ABI
 * (x32), which have a bit of their own, and -1, a call that a tracer cancelled. */
#define NUMBERS 8192
#define NUMBER_ABI 0x40000000u
#define NUMBER_NONE 0xffffffffu

/* Where a jump goes: to an instruction of the old filter, or on from itself. */
struct target {
	uint32_t old;	/* ON: none */
	uint8_t skipped; /* instructions between, where old is ON */
};
#define ON COMPACT_MAX

struct compact {
	const struct sock_filter *old;
	size_t nold;
	bool copied[COMPACT_MAX]; /* of old: the new filter has it, too */
	size_t at[COMPACT_MAX];	  /* and there */
	struct sock_filter *ops;  /* the new filter */
	struct target targets[COMPACT_MAX][2]; /* if true, if false */
	size_t n;
	bool failed;
};

/* ---- what the old filter says ---- */

static bool loads_argument(const struct sock_filter *op)
{
	return BPF_CLASS(op->code) == BPF_LD && op->k != OF_NUMBER &&
	       op->k != OF_ARCH;
}

static bool jumps(const struct sock_filter *op, uint32_t a)
{
	switch (BPF_OP(op->code)) {
	case BPF_JEQ:
		return a == op->k;
	case BPF_JGT:
		return a > op->k;
	case BPF_JGE:
		return a >= op->k;
	default:
		return a & op->k;
	}
}

/* Returns the instruction that decides about a call: one that returns, or one
 * that loads an argument, on which the rest depends. */
static uint32_t decides(struct compact *c, uint32_t number)
{
	uint32_t a = 0;

	for (uint32_t pc = 0; pc < c->nold; pc++) {
		const struct sock_filter *op = &c->old[pc];

		if (BPF_CLASS(op->code) == BPF_RET || loads_argument(op))
			return pc;
		if (BPF_CLASS(op->code) == BPF_LD)
			a = op->k == OF_ARCH ? c->old[1].k : number;
		else if (op->code == (BPF_JMP | BPF_JA))
			pc += op->k;
		else if (BPF_CLASS(op->code) == BPF_JMP)
			pc += jumps(op, a) ? op->jt : op->jf;
		else
			break;
	}
	c->failed = true;
	return 0;
}

static bool is_return(const struct compact *c, uint32_t pc)
{
	return BPF_CLASS(c->old[pc].code) == BPF_RET;
}

static bool allows(const struct compact *c, uint32_t pc)
{
	return is_return(c, pc) && c->old[pc].k == SECCOMP_RET_ALLOW;
}

/* ---- the new one ---- */

static void put(struct compact *c, uint16_t code, uint32_t k,
		struct target if_true, struct target if_false)
{
	if (c->n == COMPACT_MAX) {
		c->failed = true;
		return;
	}
	c->targets[c->n][0] = if_true;
	c->targets[c->n][1] = if_false;
	c->ops[c->n++] = (struct sock_filter)BPF_STMT(code, k);
}

static void put_plain(struct compact *c, uint16_t code, uint32_t k)
{
	put(c, code, k, (struct target){ ON, 0 }, (struct target){ ON, 0 });
}

static void put_jump(struct compact *c, uint16_t what, uint32_t k,
		     struct target if_true, struct target if_false)
{
	if (if_true.old != ON)
		c->copied[if_true.old] = true;
	if (if_false.old != ON)
		c->copied[if_false.old] = true;
	put(c, BPF_JMP | what | BPF_K, k, if_true, if_false);
}

static struct target to(uint32_t old)
{
	return (struct target){ old, 0 };
}

static struct target skip(uint8_t n)
{
	return (struct target){ ON, n };
}

static void put_head(struct compact *c)
{
	uint32_t refused = decides(c, NUMBERS), abi = decides(c, NUMBER_ABI);

	/* The kernel tries a new filter on each number, to note what it always
	 * allows, until it meets an instruction such as this one. */
	put_plain(c, BPF_MISC | BPF_TAX, 0);
	put_plain(c, BPF_LD | BPF_W | BPF_ABS, OF_ARCH);
	put_jump(c, BPF_JEQ, c->old[1].k, skip(0), to(2u + c->old[1].jf));
	put_plain(c, BPF_LD | BPF_W | BPF_ABS, OF_NUMBER);
	if (abi == refused)
		return;
	put_jump(c, BPF_JGE, NUMBER_ABI, skip(0), skip(1));
	put_jump(c, BPF_JEQ, NUMBER_NONE, to(decides(c, NUMBER_NONE)), to(abi));
}

static void put_calls_by_argument(struct compact *c)
{
	for (uint32_t number = 0; number < NUMBERS; number++) {
		uint32_t pc = decides(c, number);

		if (!is_return(c, pc))
			put_jump(c, BPF_JEQ, number, to(pc), skip(0));
	}
}

static uint32_t word_of(struct compact *c, uint32_t index)
{
	const struct sock_filter *refused = &c->old[decides(c, NUMBERS)];
	uint32_t word = 0;

	for (uint32_t bit = 0; bit < 32; bit++) {
		uint32_t pc = decides(c, index * 32 + bit);

		if (allows(c, pc))
			word |= UINT32_C(1) << bit;
		else if (is_return(c, pc) && c->old[pc].k != refused->k)
			c->failed = true;
	}
	return word;
}

/* From the last word to the first, with the word's index in A: the bits of the
 * right one get into A, and to the end. */
static void put_words(struct compact *c)
{
	const struct target refused = to(decides(c, NUMBERS));
	bool above = false;

	for (uint32_t index = NUMBERS / 32; index-- > 0;) {
		uint32_t word = word_of(c, index);

		if (word && !above)
			put_jump(c, BPF_JGE, index + 1, refused, skip(0));
		if (word) {
			put_jump(c, BPF_JGE, index, skip(0), skip(2));
			put_plain(c, BPF_LD | BPF_IMM, word);
			put_plain(c, BPF_JMP | BPF_JA, 0);
		}
		above = word;
	}
	/* Below the first word there is none. */
	put_plain(c, BPF_LD | BPF_IMM, 0);
	for (size_t i = 0; i < c->n; i++)
		if (c->ops[i].code == (BPF_JMP | BPF_JA))
			c->ops[i].k = (uint32_t)(c->n - i - 1);
}

static uint32_t allowing(const struct compact *c)
{
	for (uint32_t pc = 0; pc < c->nold; pc++)
		if (allows(c, pc))
			return pc;
	return 0;
}

/* X is the bit's number in its word. */
static void put_calls_by_number(struct compact *c)
{
	put_plain(c, BPF_ALU | BPF_AND | BPF_K, 31);
	put_plain(c, BPF_MISC | BPF_TAX, 0);
	put_plain(c, BPF_LD | BPF_W | BPF_ABS, OF_NUMBER);
	put_plain(c, BPF_ALU | BPF_RSH | BPF_K, 5);
	put_words(c);
	put_plain(c, BPF_ALU | BPF_RSH | BPF_X, 0);
	put_jump(c, BPF_JSET, 1, to(allowing(c)), to(decides(c, NUMBERS)));
}

/* Jumps lead forward, so all that is reached is known by then. */
static void copy_old(struct compact *c)
{
	for (uint32_t pc = 0; pc < c->nold; pc++) {
		const struct sock_filter *op = &c->old[pc];

		if (!c->copied[pc])
			continue;
		c->at[pc] = c->n;
		if (BPF_CLASS(op->code) == BPF_RET)
			put_plain(c, op->code, op->k);
		else if (op->code == (BPF_JMP | BPF_JA))
			c->failed = true;
		else if (BPF_CLASS(op->code) == BPF_JMP)
			put_jump(c, BPF_OP(op->code), op->k,
				 to(pc + 1 + op->jt), to(pc + 1 + op->jf));
		else {
			c->copied[pc + 1] = true;
			put_plain(c, op->code, op->k);
		}
	}
}

static uint8_t resolve(struct compact *c, size_t from, struct target t)
{
	size_t skipped = t.old == ON ? t.skipped : c->at[t.old] - from - 1;

	if (skipped > UINT8_MAX)
		c->failed = true;
	return (uint8_t)skipped;
}

size_t compact_filter(const struct sock_filter *f, size_t n,
		      struct sock_filter ret_ops[static COMPACT_MAX])
{
	static struct compact c;

	c = (struct compact){ .old = f, .nold = n, .ops = ret_ops };
	if (n < 2 || n >= COMPACT_MAX || f[0].k != OF_ARCH ||
	    f[1].code != (BPF_JMP | BPF_JEQ | BPF_K) || f[1].jt)
		return 0;
	put_head(&c);
	put_calls_by_argument(&c);
	put_calls_by_number(&c);
	copy_old(&c);
	for (size_t i = 0; i < c.n; i++) {
		ret_ops[i].jt = resolve(&c, i, c.targets[i][0]);
		ret_ops[i].jf = resolve(&c, i, c.targets[i][1]);
	}
	return c.failed || c.n >= n ? 0 : c.n;
}
