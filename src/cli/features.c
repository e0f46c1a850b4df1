#include "config.h"

#include "cli/features.h"

#include "cli/user/exit.h"
#include "compile/compile.h"
#include "kernel/ask/release.h"
#include "kernel/commit/commit.h"
#include "kernel/talk/link.h"
#include "kernel/talk/netns.h"
#include "load/names.h"
#include "syntax/text/parse.h"
#include "tables/since.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINK "nftload0" /* in the namespace of the probe alone */
#define IN "type filter hook input priority 0"
#define PRE "type filter hook prerouting priority 0"
#define FORWARD "type filter hook forward priority 0"
#define OUT_NAT "type nat hook postrouting priority 100"
#define IN_NAT "type nat hook prerouting priority -100"
#define INGRESS "type filter hook ingress device " LINK " priority 0"

/* clang-format off */
const struct feature feature_table[] = {
	{ "families", "ip", FAMILY_IP, IN, NULL, "table" },
	{ "families", "ip6", FAMILY_IP6, IN, NULL, "table" },
	{ "families", "inet", FAMILY_INET, IN, NULL, "table" },
	{ "families", "arp", FAMILY_ARP, IN, NULL, "table" },
	{ "families", "bridge", FAMILY_BRIDGE, IN, NULL, "table" },
	{ "families", "netdev", FAMILY_NETDEV, INGRESS, NULL, "table" },
	{ "chains", "nat", FAMILY_IP, OUT_NAT, NULL, "nat" },
	{ "chains", "route", FAMILY_IP, "type route hook output priority 0", NULL, NULL },
	{ "chains", "ingress", FAMILY_INET, INGRESS, NULL, NULL },
	{ "chains", "egress", FAMILY_NETDEV, "type filter hook egress device " LINK " priority 0", NULL, NULL },
	{ "expressions", "connlimit", FAMILY_IP, IN, "ct count over 2 drop", NULL },
	{ "expressions", "ct", FAMILY_IP, IN, "ct state new", NULL },
	{ "expressions", "ct", FAMILY_BRIDGE, IN, "ct state new", "conntrack" },
	{ "expressions", "dup", FAMILY_IP, IN, "dup to 192.0.2.1", NULL },
	{ "expressions", "exthdr dccp", FAMILY_IP, IN, "dccp option 1 exists", "exthdr" },
	{ "expressions", "fib", FAMILY_INET, PRE, "fib daddr type local", NULL },
	{ "expressions", "fwd", FAMILY_NETDEV, INGRESS, "fwd to " LINK, NULL },
	{ "expressions", "hash", FAMILY_IP, IN, "meta mark set jhash ip saddr mod 2", NULL },
	{ "expressions", "limit", FAMILY_IP, IN, "limit rate 1/second", NULL },
	{ "expressions", "log", FAMILY_IP, IN, "log", NULL },
	{ "expressions", "masq", FAMILY_IP, OUT_NAT, "masquerade", NULL },
	{ "expressions", "meta", FAMILY_BRIDGE, IN, "meta ibrname \"x\"", NULL },
	{ "expressions", "nat", FAMILY_IP, OUT_NAT, "snat to 192.0.2.1", NULL },
	{ "expressions", "numgen", FAMILY_IP, IN, "meta mark set numgen inc mod 2", NULL },
	{ "expressions", "osf", FAMILY_IP, IN, "osf name \"Linux\"", NULL },
	{ "expressions", "queue", FAMILY_IP, IN, "queue num 1", NULL },
	{ "expressions", "quota", FAMILY_IP, IN, "quota 1 mbytes", NULL },
	{ "expressions", "redir", FAMILY_IP, IN_NAT, "redirect", NULL },
	{ "expressions", "reject", FAMILY_INET, IN, "reject", NULL },
	{ "expressions", "reject", FAMILY_BRIDGE, IN, "reject", NULL },
	{ "expressions", "rt", FAMILY_IP, FORWARD, "rt nexthop 192.0.2.1", NULL },
	{ "expressions", "socket", FAMILY_INET, PRE, "socket transparent 1", NULL },
	{ "expressions", "synproxy", FAMILY_IP, IN, "synproxy mss 1460 wscale 7", NULL },
	{ "expressions", "tproxy", FAMILY_IP, PRE, "meta l4proto tcp tproxy to :1", NULL },
	{ "expressions", "tunnel", FAMILY_NETDEV, INGRESS, "tunnel id 1", NULL },
	{ "expressions", "xfrm", FAMILY_IP, IN, "ipsec in reqid 1", NULL },
	{ "objects", "counter", FAMILY_IP, NULL, "counter ip t o", NULL },
	{ "objects", "quota", FAMILY_IP, NULL, "quota ip t o { 1 mbytes }", NULL },
	{ "objects", "limit", FAMILY_IP, NULL, "limit ip t o { rate 1/second }", NULL },
	{ "objects", "ct helper", FAMILY_IP, NULL, "ct helper ip t o { type \"ftp\" protocol tcp; }", NULL },
	{ "objects", "ct timeout", FAMILY_IP, NULL, "ct timeout ip t o { protocol tcp; policy = { established : 5 }; }", NULL },
	{ "objects", "ct expectation", FAMILY_IP, NULL, "ct expectation ip t o { protocol tcp; dport 5; timeout 5s; size 5; l3proto ip; }", NULL },
	{ "objects", "synproxy", FAMILY_IP, NULL, "synproxy ip t o { mss 1460; wscale 7; }", NULL },
	{ "objects", "secmark", FAMILY_IP, NULL, "secmark ip t o { \"system_u:object_r:x_t:s0\" }", NULL },
	{ "objects", "tunnel", FAMILY_NETDEV, NULL, "tunnel netdev t o { id 1; ip saddr 192.0.2.1; ip daddr 192.0.2.2; }", NULL },
	{ "sets", "intervals", FAMILY_IP, NULL, "set ip t s { type ipv4_addr; flags interval; }", NULL },
	{ "sets", "concatenated intervals", FAMILY_IP, NULL, "set ip t s { type ipv4_addr . inet_service; flags interval; }", NULL },
	{ "sets", "counters of elements", FAMILY_IP, NULL, "set ip t s { type ipv4_addr; counter; }", NULL },
	{ "sets", "catch-all", FAMILY_IP, NULL, "map ip t m { type ipv4_addr : mark; elements = { * : 1 }; }", NULL },
	{ "flowtables", "flowtable", FAMILY_INET, NULL, "flowtable inet t f { hook ingress priority 0; devices = { " LINK " }; }", NULL },
};
/* clang-format on */
const size_t feature_count = ARRAY_SIZE(feature_table);

/* What is asked of the kernel for one feature. */
static const char *ruleset(struct arena *a, const struct feature *f)
{
	const char *family = family_name(f->family);

	if (!f->base)
		return arena_printf(a, "add table %s t\nadd %s\n", family,
				    f->text);
	return arena_printf(a,
			    "add table %s t\nadd chain %s t c { %s; }\n%s%s%s%s\n",
			    family, family, f->base, f->text ? "add rule " : "",
			    f->text ? family : "", f->text ? " t c " : "",
			    f->text ? f->text : "");
}

/* Everything that one question needs. */
struct probe {
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct batch batch;
	struct kernel_query query;
	struct names names;
	struct resolver resolver;
};

static void probe_init(struct probe *p, struct kernel_socket *sock)
{
	*p = (struct probe){ .query.sock = sock };
	source_set_init(&p->sources);
	diags_init(&p->diags);
	ast_init(&p->ast);
	batch_init(&p->batch, &p->diags);
	names_init(&p->names, &p->resolver);
	p->names.base.query = &p->query;
}

static void probe_release(struct probe *p)
{
	names_release(&p->names);
	batch_release(&p->batch);
	ast_release(&p->ast);
	diags_release(&p->diags);
	source_set_release(&p->sources);
}

static bool compile_text(struct probe *p, const char *text)
{
	struct parse_ctx ctx = { .ast = &p->ast, .sources = &p->sources,
				 .diags = &p->diags };
	struct compile_options opt = { .offline = false };
	struct low_sink sink = batch_sink(&p->batch);
	struct source *src = source_add_text(&p->sources, SOURCE_ARGV,
					     "probe", text, strlen(text));

	return parse_text(&ctx, src) == 0 &&
	       compile_ast(&p->ast, &p->sources, &p->resolver, &opt, &sink,
			   &p->diags) == 0;
}

/* 0, or the first errno that the kernel answered with. */
static int verdict(struct probe *p, struct kernel_socket *sock)
{
	struct commit_options opt = { .commit = false };
	struct commit_result res;

	if (batch_seal(&p->batch, sock->seq + 1, 0, false) < 0)
		return EMSGSIZE;
	res = commit_batch(sock, &p->batch, &opt, &p->sources, &p->diags);
	if (res.outcome == OUTCOME_CHECKED)
		return 0;
	for (const struct diag *d = p->diags.first; d; d = d->next)
		if (d->errnum)
			return d->errnum;
	return res.errnum ? res.errnum : EIO;
}

static int probe_text(const char *text, struct kernel_socket *sock)
{
	struct probe p;
	int errnum = EINVAL;

	probe_init(&p, sock);
	if (compile_text(&p, text))
		errnum = verdict(&p, sock);
	probe_release(&p);
	return errnum;
}

static int probe_one(const struct feature *f, struct kernel_socket *sock)
{
	struct arena a;
	int errnum;

	arena_init(&a);
	errnum = probe_text(ruleset(&a, f), sock);
	arena_release(&a);
	return errnum;
}

static int probe_since(const struct since *row, struct kernel_socket *sock)
{
	const struct feature f = {
		.family = row->family,
		.base = row->base,
		.text = row->text,
	};

	if (!row->text)
		return release_before(row->major, row->minor) ? EOPNOTSUPP : 0;
	return probe_one(&f, sock);
}

/* What the process of the probe says to ours. */
struct answers {
	int err;
	int errnums[ARRAY_SIZE(feature_table)], since[SINCE_COUNT];
};

/* In the process of the probe. */
static int probe_all(struct answers *all)
{
	struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct kernel_socket sock;
	int err = netns_private();

	if (!err)
		err = link_make(LINK);
	/* Without an interface some answers are "no such device". */
	if (!err || err == -EOPNOTSUPP)
		err = kernel_socket_open(&sock, &how);
	if (err)
		return err;
	for (size_t i = 0; i < feature_count; i++)
		all->errnums[i] = probe_one(&feature_table[i], &sock);
	for (size_t i = 0; i < SINCE_COUNT; i++)
		all->since[i] = probe_since(&since_rows[i], &sock);
	kernel_socket_close(&sock);
	return 0;
}

int features_ask_here(void)
{
	static const char *const tables[] = {
		"add table inet nftload_asks\n",
		"add table ip nftload_asks\n",
		"add table bridge nftload_asks\n",
	};
	struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct kernel_socket sock;
	int err = -kernel_socket_open(&sock, &how), last = EINVAL;

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(tables) && last; i++) {
		last = probe_text(tables[i], &sock);
		err = err ? err : last;
	}
	kernel_socket_close(&sock);
	return last ? err : 0;
}

_Noreturn static void probe_and_tell(int fd)
{
	struct answers all = { .err = 0 };
	ssize_t len;

	all.err = probe_all(&all);
	len = write(fd, &all, sizeof(all));
	_exit(len == (ssize_t)sizeof(all) ? EXIT_DONE : EXIT_SYSTEM);
}

int features_probe(int *ret_errnums, int *ret_since)
{
	struct answers all;
	int fds[2], status;
	ssize_t got;
	pid_t pid;

	if (pipe(fds) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		probe_and_tell(fds[1]);
	close(fds[1]);
	got = pid < 0 ? -1 : read(fds[0], &all, sizeof(all));
	close(fds[0]);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -errno;
	if (got != (ssize_t)sizeof(all))
		return -EIO;
	memcpy(ret_errnums, all.errnums, sizeof(all.errnums));
	memcpy(ret_since, all.since, sizeof(all.since));
	return all.err;
}
