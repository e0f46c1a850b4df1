/*
 * print_options — how rulesets are written: the options of `list`, for all of print/.
 *
 * The way of a ruleset to text has two halves, which meet at the syntax tree:
 *
 *   struct state ── lift ──▶ nodes of the syntax tree ── text ──▶ nft text
 *                                                     ── json ──▶ JSON
 *
 * "Cannot": a rule, an expression or a value that has no form in the language,
 * or whose form would say something else.  Functions of lift/ then return NULL
 * or false, and make no node; whoever asked writes a comment with the bytecode
 * instead (object/print.h).  Nothing is guessed.
 */
#ifndef NFTLOAD_PRINT_PRINT_OPTIONS_H
#define NFTLOAD_PRINT_PRINT_OPTIONS_H

#include "base/util.h"

struct print_options {
	bool json;		/* values as JSON has them: marks in decimal
				 * digits, verdicts and flags as words */
	bool stateless;		/* -s: no counts of packets, no used quotas, no
				 * expirations */
	bool terse;		/* -t: no elements of named sets */
	bool handle;		/* -a */
	bool numeric;		/* -n: no symbols of any kind */
	bool numeric_priority;	/* -y */
	bool numeric_proto;	/* -p: of protocols; numeric sets it, too */
	bool numeric_time;	/* -T: spans of time in seconds */
	bool service;		/* -S: names of ports */
	bool reversedns;	/* -N: names of addresses */
	bool guid;		/* -u: names of users and groups */
};

#endif
