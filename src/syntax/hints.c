#include "config.h"

#include "syntax/hints.h"

#include "tables/keys.h"
#include "tables/proto.h"
#include "text/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SHOWN_MAX 2 /* selectors that a field is written with */

/* Words with blanks between them; expected: where, NULL: anywhere. */
/* clang-format off */
static const struct {
	const char *expected, *words, *hint;
} recipes[] = {
	{ "field", "port ports",
	  "'dport' is the destination port, 'sport' the source port" },
	{ "statement", "port ports",
	  "write 'tcp dport' or 'udp dport'" },
	{ "nat", "port ports",
	  "write a port after the address: 192.0.2.1:80" },
	{ "statement", "and", HINT_AND },
	{ "statement", "or", HINT_OR },
	{ "statement", "not",
	  "write '!=' after the selector: tcp dport != 22" },
	{ "statement", "proto protocol prot",
	  "write 'meta l4proto' or 'ip protocol'" },
	{ "statement", "in iface interface if dev indev",
	  "write 'iifname', or 'oifname' for the way out" },
	{ "statement", "out outdev",
	  "write 'oifname'" },
	{ "statement", "src source srcip from",
	  "write 'ip saddr' or 'ip6 saddr'" },
	{ "statement", "dst dest destination dstip to",
	  "write 'ip daddr' or 'ip6 daddr'" },
	{ "statement", "sports srcport",
	  "write 'tcp sport' or 'udp sport'" },
	{ "statement", "dports dstport",
	  "write 'tcp dport' or 'udp dport'" },
	{ "statement", "state ctstate conntrack",
	  "write 'ct state'" },
	{ "statement", "established related new invalid untracked",
	  "write 'ct state established'; several are joined by commas" },
	{ "statement", "syn ack fin rst psh urg",
	  "write 'tcp flags syn'; several are joined by commas" },
	{ "statement", "icmp-type",
	  "write 'icmp type'" },
	{ "statement", "icmpv6-type",
	  "write 'icmpv6 type'" },
	{ "statement", "mac",
	  "write 'ether saddr'" },
	{ "statement", "connlimit",
	  "write 'ct count over NUMBER'" },
	{ "statement", "to-ports to-port to-destination to-source",
	  "write 'to'" },
	{ "statement", "log-prefix log-level",
	  "write it as two words" },
	{ "member", "rule", "write rules in chains, without the word" },
	{ "member", "type hook policy priority",
	  "write it in a chain: chain NAME { type filter hook input priority 0; }" },
	{ "statement", "filter nat route",
	  "write 'type' before it: type filter hook input priority 0" },
	{ "statement", "hook priority",
	  "write it on the line of the type: type filter hook input priority 0" },
	{ NULL, "gb gib gbyte gbytes gigabytes tb tbyte tbytes",
	  "'mbytes' is the largest unit: 1024 of them are a gigabyte" },
	{ NULL, "bit bits kbit kbits mbit mbits gbit gbits bps kbps mbps gbps",
	  "rates count bytes of 8 bits" },
	{ "a unit: bytes, kbytes or mbytes", "per",
	  "write '/': 10/second" },
	{ NULL, "tcp-reset tcp-rst rst",
	  "write 'reject with tcp reset'" },
	{ NULL, "icmp-port-unreachable icmp-host-unreachable icmp-net-unreachable icmp-proto-unreachable icmp-admin-prohibited icmp-net-prohibited icmp-host-prohibited",
	  "write 'icmp' and the reason as two words: reject with icmp port-unreachable" },
	{ NULL, "icmp6-port-unreachable icmp6-adm-prohibited icmp6-addr-unreachable",
	  "write 'icmpv6' and the reason as two words: reject with icmpv6 port-unreachable" },
	{ "chain type", "mangle raw security",
	  "that is a priority: type filter hook prerouting priority mangle" },
	{ "'accept' or 'drop'", "reject refuse prohibit",
	  "write 'policy drop'; to answer, let the last rule be 'reject'" },
};

/* Headers in the order in which their fields are shown. */
static const uint8_t headers[] = {
	PROTO_IP, PROTO_IP6, PROTO_TCP, PROTO_UDP, PROTO_ICMP, PROTO_ICMPV6,
	PROTO_ETHER, PROTO_VLAN, PROTO_ARP, PROTO_SCTP, PROTO_ESP,
};

/* What a line of iptables, or of a shell, begins with. */
static const char *const commands[] = {
	"iptables", "ip6tables", "ebtables", "arptables", "iptables-restore",
	"ipset", "sudo", "nft", "ufw", "firewall-cmd",
};

enum habit_place { ANYWHERE, AT_START, BEHIND_WORDS /* of a line */ };

static const struct {
	const char *text;
	enum habit_place place;
	const char *hint;
} habits[] = {
	{ "//", ANYWHERE, "comments begin with '#'" },
	{ "/*", ANYWHERE, "comments begin with '#'" },
	{ "--", AT_START, "comments begin with '#'" },
	{ "{{", ANYWHERE, "a template was not filled in here" },
	{ "{%", ANYWHERE, "a template was not filled in here" },
	{ "<%", ANYWHERE, "a template was not filled in here" },
	{ "% ", ANYWHERE, "a template was not filled in here" },
	{ "&&", ANYWHERE, HINT_AND },
	{ "||", ANYWHERE, HINT_OR },
	{ "!", AT_START,
	  "write '!=' after the selector: tcp dport != 22" },
	{ ":=", ANYWHERE, "write '='" },
	{ "[", BEHIND_WORDS, "values stand in braces, { a, b }" },
};
/* clang-format on */

/* "write 'ip saddr' or 'ip6 saddr'", as selectors are found. */
struct selectors {
	char text[160];
	size_t len;
	unsigned int count;
};

static void add_selector(struct selectors *s, const char *owner,
			 const char *name)
{
	size_t left = sizeof(s->text) - s->len;
	int n;

	if (s->count == SHOWN_MAX)
		return;
	n = snprintf(s->text + s->len, left, "%s'%s %s'",
		     s->count ? " or " : "write ", owner, name);
	if (n < 0 || (size_t)n >= left)
		return;
	s->len += (size_t)n;
	s->count++;
}

/* A field or key without the word that goes before it. */
static bool hint_owner(struct diags *d, const char *name)
{
	struct selectors s = { .len = 0 };

	if (key_by_name(KEYS_CT, name) && !strcmp(name, "state"))
		add_selector(&s, "ct", name);
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		const struct proto *proto =
			proto_by_id((enum proto_id)headers[i]);

		if (proto_field_by_name(proto, name))
			add_selector(&s, proto->name, name);
	}
	if (key_by_name(KEYS_CT, name))
		add_selector(&s, "ct", name);
	if (key_by_name(KEYS_META, name))
		add_selector(&s, "meta", name);
	if (s.count)
		diag_hint(d, "%s", s.text);
	return s.count;
}

bool hint_word(struct diags *d, const char *expected, const char *word,
	       size_t len)
{
	char name[32];

	for (size_t i = 0; i < ARRAY_SIZE(recipes); i++) {
		if ((recipes[i].expected &&
		     strcmp(recipes[i].expected, expected) != 0) ||
		    !words_have(recipes[i].words, word, len))
			continue;
		diag_hint(d, "%s", recipes[i].hint);
		return true;
	}
	if (strcmp(expected, "statement") != 0 || len >= sizeof(name))
		return false;
	memcpy(name, word, len);
	name[len] = '\0';
	return hint_owner(d, name);
}

static bool same_name(const struct ast_named *n, const char *name, size_t len)
{
	return strncmp(n->name, name, len) == 0 && !n->name[len];
}

static bool is_near(const struct ast_named *n, const char *table)
{
	return !n->table || !table || strcmp(n->table, table) == 0;
}

bool hint_named(struct diags *d, const struct ast *ast, char sigil,
		const char *table, const char *name, size_t len)
{
	const struct ast_named *best = NULL, *n;
	struct suggest s;

	suggest_init(&s, name, len);
	for (n = ast->named; n; n = n->next) {
		if (n->sigil == sigil || !is_near(n, table))
			continue;
		if (same_name(n, name, len))
			break;
		if (!diags_may_compare(d))
			continue;
		suggest_try(&s, n->name);
		if (s.best == n->name)
			best = n;
	}
	if (!n && suggest_best(&s))
		n = best;
	if (n)
		diag_hint(d, "did you mean '%c%s'?", n->sigil, n->name);
	return n;
}

bool hint_habit(struct diags *d, const char *text, bool first)
{
	for (size_t i = 0; i < ARRAY_SIZE(habits); i++) {
		if (habits[i].place == (first ? BEHIND_WORDS : AT_START) ||
		    strncmp(text, habits[i].text, strlen(habits[i].text)) != 0)
			continue;
		diag_hint(d, "%s", habits[i].hint);
		return true;
	}
	return false;
}

/* '-A INPUT', '--append', '-p tcp' */
static bool is_option(const char *s)
{
	bool dashes = s[0] == '-' && s[1] == '-';

	if (*s != '-')
		return false;
	s += dashes ? 2 : 1;
	return isalpha((unsigned char)*s) && (dashes || s[1] == ' ');
}

bool hint_is_iptables(const char *line)
{
	static const char *const tables[] = { "filter", "nat", "mangle", "raw",
					      "security" };

	if (is_option(line))
		return true;
	if (strncmp(line, "COMMIT", 6) == 0)
		return !line[6] || line[6] == '\n' || line[6] == '\r';
	if (*line == ':')
		return isupper((unsigned char)line[1]);
	for (size_t i = 0; *line == '*' && i < ARRAY_SIZE(tables); i++)
		if (strncmp(line + 1, tables[i], strlen(tables[i])) == 0)
			return true;
	return false;
}

const char *hint_is_shell(const char *line)
{
	size_t len = strcspn(line, " \t\n");

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strlen(commands[i]) == len &&
		    strncmp(line, commands[i], len) == 0)
			return commands[i];
	return NULL;
}
