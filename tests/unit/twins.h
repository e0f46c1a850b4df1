/*
 * twins — pairs of the same input as text and as JSON.
 *
 * Statements stand for a rule in chain c of table ip t; the others are whole
 * commands.  The lists cover everything that the JSON reader knows.
 */
#ifndef NFTLOAD_TESTS_TWINS_H
#define NFTLOAD_TESTS_TWINS_H

struct twins {
	const char *text, *json;
};

#define META(key) "{\"meta\": {\"key\": \"" key "\"}}"
#define CT(key) "{\"ct\": {\"key\": \"" key "\"}}"
#define FIELD(proto, field) \
	"{\"payload\": {\"protocol\": \"" proto "\", \"field\": \"" field "\"}}"
#define MATCH(op, left, right)                                          \
	"{\"match\": {\"op\": \"" op "\", \"left\": " left ", \"right\": " \
	right "}}"

static const struct twins twin_statements[] = {
	/* verdicts */
	{ "accept", "{\"accept\": null}" },
	{ "drop", "{\"drop\": null}" },
	{ "continue", "{\"continue\": null}" },
	{ "return", "{\"return\": null}" },
	{ "jump d", "{\"jump\": {\"target\": \"d\"}}" },
	{ "goto d", "{\"goto\": {\"target\": \"d\"}}" },
	{ "jump { drop comment \"x\"; }",
	  "{\"jump\": {\"rules\": [{\"expr\": [{\"drop\": null}], "
	  "\"comment\": \"x\"}]}}" },
	{ "goto { accept; continue; }",
	  "{\"goto\": {\"rules\": [{\"expr\": [{\"accept\": null}]}, "
	  "{\"expr\": [{\"continue\": null}]}]}}" },

	/* relations */
	{ "meta mark 5", MATCH("in", META("mark"), "5") },
	{ "meta mark == 5", MATCH("==", META("mark"), "5") },
	{ "meta mark != 5", MATCH("!=", META("mark"), "\"5\"") },
	{ "meta mark < 5", MATCH("<", META("mark"), "5") },
	{ "meta mark > 5", MATCH(">", META("mark"), "5") },
	{ "meta mark <= 5", MATCH("<=", META("mark"), "5") },
	{ "meta mark >= 5", MATCH(">=", META("mark"), "5") },
	{ "ct state ! new", MATCH("!", CT("state"), "\"new\"") },
	{ "ct state new,related",
	  MATCH("in", CT("state"), "[\"new\", \"related\"]") },
	{ "ip saddr == 192.0.2.0/24",
	  MATCH("==", FIELD("ip", "saddr"),
		"{\"prefix\": {\"addr\": \"192.0.2.0\", \"len\": 24}}") },
	{ "tcp dport == 1-5",
	  MATCH("==", FIELD("tcp", "dport"), "{\"range\": [1, 5]}") },
	{ "ip saddr == @s", MATCH("==", FIELD("ip", "saddr"), "\"@s\"") },
	{ "ip saddr == @s",
	  MATCH("==", FIELD("ip", "saddr"), "{\"set\": \"@s\"}") },
	{ "meta mark & 3 == 1",
	  MATCH("==", "{\"&\": [" META("mark") ", 3]}", "1") },
	{ "meta mark | 3 ^ 4 == 1",
	  MATCH("==",
		"{\"|\": [" META("mark") ", {\"^\": [3, 4]}]}", "1") },
	{ "(meta mark << 1) & 4 & 2 == 1",
	  MATCH("==",
		"{\"&\": [{\"<<\": [" META("mark") ", 1]}, 4, 2]}", "1") },

	/* selectors */
	{ "iifname == eth0", MATCH("==", META("iifname"), "\"eth0\"") },
	{ "iifname == eth*", MATCH("==", META("iifname"), "\"eth*\"") },
	{ "ct original ip saddr == 192.0.2.1",
	  MATCH("==",
		"{\"ct\": {\"key\": \"ip saddr\", \"dir\": \"original\"}}",
		"\"192.0.2.1\"") },
	{ "ct reply bytes > 5",
	  MATCH(">", "{\"ct\": {\"key\": \"bytes\", \"dir\": \"reply\"}}",
		"5") },
	{ "@nh,8,16 == 5",
	  MATCH("==",
		"{\"payload\": {\"base\": \"nh\", \"offset\": 8, \"len\": 16}}",
		"5") },
	{ "socket cgroupv2 level 2 == user",
	  MATCH("==",
		"{\"socket\": {\"key\": \"cgroupv2\", \"level\": 2}}",
		"\"user\"") },
	{ "icmpv6 mtu == 5", MATCH("==", FIELD("icmpv6", "mtu"), "5") },
	{ "icmpv6 mtu == 5",
	  MATCH("==", FIELD("icmpv6", "packet-too-big"), "5") },
	{ "vxlan vni == 5",
	  MATCH("==",
		"{\"payload\": {\"tunnel\": \"vxlan\", \"protocol\": \"vxlan\","
		" \"field\": \"vni\"}}", "5") },
	{ "vxlan ip saddr == 192.0.2.1",
	  MATCH("==",
		"{\"payload\": {\"tunnel\": \"vxlan\", \"protocol\": \"ip\", "
		"\"field\": \"saddr\"}}", "\"192.0.2.1\"") },
	{ "gre version == 0", MATCH("==", FIELD("gre", "version"), "0") },
	{ "arp saddr ip == 192.0.2.1",
	  MATCH("==", FIELD("arp", "saddr ip"), "\"192.0.2.1\"") },
	{ "frag id == 5",
	  MATCH("==", "{\"exthdr\": {\"name\": \"frag\", \"field\": \"id\"}}",
		"5") },
	{ "rt0 addr[1] == ::1",
	  MATCH("==",
		"{\"exthdr\": {\"name\": \"rt0\", \"field\": \"addr[1]\"}}",
		"\"::1\"") },
	{ "tcp option maxseg size == 5",
	  MATCH("==",
		"{\"tcp option\": {\"name\": \"maxseg\", \"field\": \"size\"}}",
		"5") },
	{ "tcp option @2,16,8 == 5",
	  MATCH("==",
		"{\"tcp option\": {\"base\": 2, \"offset\": 16, \"len\": 8}}",
		"5") },
	{ "ip option rr ptr == 5",
	  MATCH("==",
		"{\"ip option\": {\"name\": \"rr\", \"field\": \"ptr\"}}",
		"5") },
	{ "sctp chunk data tsn == 5",
	  MATCH("==",
		"{\"sctp chunk\": {\"name\": \"data\", \"field\": \"tsn\"}}",
		"5") },
	{ "osf ttl loose name == Linux",
	  MATCH("==", "{\"osf\": {\"key\": \"name\", \"ttl\": \"loose\"}}",
		"\"Linux\"") },
	{ "ipsec in spnum 1 ip saddr == 192.0.2.1",
	  MATCH("==",
		"{\"ipsec\": {\"key\": \"saddr\", \"family\": \"ip\", \"dir\": "
		"\"in\", \"spnum\": 1}}", "\"192.0.2.1\"") },
	{ "ipsec out reqid == 1",
	  MATCH("==", "{\"ipsec\": {\"key\": \"reqid\", \"dir\": \"out\"}}",
		"1") },
	{ "socket mark == 1",
	  MATCH("==", "{\"socket\": {\"key\": \"mark\"}}", "1") },
	{ "rt ip nexthop == 192.0.2.1",
	  MATCH("==", "{\"rt\": {\"key\": \"nexthop\", \"family\": \"ip\"}}",
		"\"192.0.2.1\"") },
	{ "rt mtu == 1", MATCH("==", "{\"rt\": {\"key\": \"mtu\"}}", "1") },
	{ "fib saddr . iif oif == 0",
	  MATCH("==",
		"{\"fib\": {\"result\": \"oif\", \"flags\": [\"saddr\", "
		"\"iif\"]}}", "0") },
	{ "numgen inc mod 2 offset 3 == 1",
	  MATCH("==",
		"{\"numgen\": {\"mode\": \"inc\", \"mod\": 2, \"offset\": 3}}",
		"1") },
	{ "jhash ip saddr mod 2 seed 5 == 1",
	  MATCH("==",
		"{\"jhash\": {\"mod\": 2, \"seed\": 5, \"expr\": "
		FIELD("ip", "saddr") "}}", "1") },
	{ "symhash mod 2 == 1", MATCH("==", "{\"symhash\": {\"mod\": 2}}", "1") },

	/* maps */
	{ "tcp dport vmap @m",
	  "{\"vmap\": {\"key\": " FIELD("tcp", "dport")
	  ", \"data\": \"@m\"}}" },
	{ "meta mark set tcp dport map @m",
	  "{\"mangle\": {\"key\": " META("mark") ", \"value\": {\"map\": "
	  "{\"key\": " FIELD("tcp", "dport") ", \"data\": \"@m\"}}}}" },

	/* assignments */
	{ "meta mark set 5",
	  "{\"mangle\": {\"key\": " META("mark") ", \"value\": 5}}" },
	{ "ct mark set meta mark",
	  "{\"mangle\": {\"key\": " CT("mark") ", \"value\": " META("mark")
	  "}}" },
	{ "ip ttl set 5",
	  "{\"mangle\": {\"key\": " FIELD("ip", "ttl") ", \"value\": 5}}" },
	{ "ct helper set h", "{\"ct helper\": \"h\"}" },
	{ "ct helper set h",
	  "{\"mangle\": {\"key\": " CT("helper") ", \"value\": \"h\"}}" },
	{ "meta secmark set m", "{\"secmark\": \"m\"}" },

	/* state */
	{ "counter", "{\"counter\": null}" },
	{ "counter packets 1 bytes 2",
	  "{\"counter\": {\"packets\": 1, \"bytes\": 2}}" },
	{ "counter name n", "{\"counter\": \"n\"}" },
	{ "quota over 5 kbytes used 3 bytes",
	  "{\"quota\": {\"val\": 5, \"val_unit\": \"kbytes\", \"used\": 3, "
	  "\"used_unit\": \"bytes\", \"inv\": true}}" },
	{ "quota name n", "{\"quota\": \"n\"}" },
	{ "limit rate 5/second",
	  "{\"limit\": {\"rate\": 5, \"per\": \"second\"}}" },
	{ "limit rate 5/second",
	  "{\"limit\": {\"rate\": 5, \"burst\": 0, \"per\": \"second\"}}" },
	{ "limit rate over 5/week burst 7 packets",
	  "{\"limit\": {\"rate\": 5, \"burst\": 7, \"per\": \"week\", "
	  "\"inv\": true}}" },
	{ "limit rate 5 kbytes/hour burst 3 mbytes",
	  "{\"limit\": {\"rate\": 5, \"rate_unit\": \"kbytes\", \"burst\": 3, "
	  "\"burst_unit\": \"mbytes\", \"per\": \"hour\"}}" },
	{ "limit name n", "{\"limit\": \"n\"}" },
	{ "ct count over 5", "{\"ct count\": {\"val\": 5, \"inv\": true}}" },
	{ "last", "{\"last\": null}" },
	{ "last used 5s", "{\"last\": {\"used\": 5000}}" },
	{ "ct timeout set n", "{\"ct timeout\": \"n\"}" },
	{ "ct expectation set n", "{\"ct expectation\": \"n\"}" },
	{ "synproxy mss 5 wscale 6 timestamp sack-perm",
	  "{\"synproxy\": {\"mss\": 5, \"wscale\": 6, \"flags\": "
	  "[\"timestamp\", \"sack-perm\"]}}" },
	{ "synproxy", "{\"synproxy\": null}" },
	{ "synproxy name n", "{\"synproxy\": \"n\"}" },

	/* what becomes of a packet */
	{ "log", "{\"log\": null}" },
	{ "log prefix \"a b\" group 5 snaplen 6 queue-threshold 7",
	  "{\"log\": {\"prefix\": \"a b\", \"group\": 5, \"snaplen\": 6, "
	  "\"queue-threshold\": 7}}" },
	{ "log level debug flags skuid flags tcp sequence,options",
	  "{\"log\": {\"level\": \"debug\", \"flags\": [\"skuid\", "
	  "\"tcp sequence\", \"tcp options\"]}}" },
	{ "log flags all", "{\"log\": {\"flags\": \"all\"}}" },
	{ "reject", "{\"reject\": null}" },
	{ "reject with tcp reset", "{\"reject\": {\"type\": \"tcp reset\"}}" },
	{ "reject with icmp host-unreachable",
	  "{\"reject\": {\"type\": \"icmp\", \"expr\": "
	  "\"host-unreachable\"}}" },
	{ "reject with icmpx 0", "{\"reject\": {\"type\": \"icmpx\"}}" },
	{ "snat to 192.0.2.1", "{\"snat\": {\"addr\": \"192.0.2.1\"}}" },
	{ "dnat ip to 192.0.2.1:80 random,persistent",
	  "{\"dnat\": {\"family\": \"ip\", \"addr\": \"192.0.2.1\", \"port\": "
	  "80, \"flags\": [\"random\", \"persistent\"]}}" },
	{ "dnat ip prefix to ip saddr map @m",
	  "{\"dnat\": {\"family\": \"ip\", \"addr\": {\"map\": {\"key\": "
	  FIELD("ip", "saddr") ", \"data\": \"@m\"}}, \"flags\": \"netmap\", "
	  "\"type_flags\": [\"prefix\"]}}" },
	{ "dnat ip addr . port to ip saddr map @m",
	  "{\"dnat\": {\"family\": \"ip\", \"addr\": {\"map\": {\"key\": "
	  FIELD("ip", "saddr") ", \"data\": \"@m\"}}, \"type_flags\": "
	  "\"concat\"}}" },
	{ "masquerade", "{\"masquerade\": null}" },
	{ "masquerade to :1-5 fully-random",
	  "{\"masquerade\": {\"port\": {\"range\": [1, 5]}, \"flags\": "
	  "\"fully-random\"}}" },
	{ "redirect to :80", "{\"redirect\": {\"port\": 80}}" },
	{ "tproxy ip to 192.0.2.1:80",
	  "{\"tproxy\": {\"family\": \"ip\", \"addr\": \"192.0.2.1\", "
	  "\"port\": 80}}" },
	{ "tproxy to :80", "{\"tproxy\": {\"port\": 80}}" },
	{ "dup to 192.0.2.1 device lo",
	  "{\"dup\": {\"addr\": \"192.0.2.1\", \"dev\": \"lo\"}}" },
	{ "fwd to lo", "{\"fwd\": {\"dev\": \"lo\"}}" },
	{ "fwd ip to 192.0.2.1 device lo",
	  "{\"fwd\": {\"dev\": \"lo\", \"family\": \"ip\", \"addr\": "
	  "\"192.0.2.1\"}}" },
	{ "queue", "{\"queue\": null}" },
	{ "queue num 1-3 bypass,fanout",
	  "{\"queue\": {\"num\": {\"range\": [1, 3]}, \"flags\": [\"bypass\", "
	  "\"fanout\"]}}" },
	{ "queue to symhash mod 2",
	  "{\"queue\": {\"num\": {\"symhash\": {\"mod\": 2}}}}" },
	{ "notrack", "{\"notrack\": null}" },
	{ "flow add @f",
	  "{\"flow\": {\"op\": \"add\", \"flowtable\": \"@f\"}}" },
	{ "reset tcp option maxseg",
	  "{\"reset\": {\"tcp option\": {\"name\": \"maxseg\"}}}" },

	/* sets filled by packets */
	{ "add @s { ip saddr timeout 5s counter }",
	  "{\"set\": {\"op\": \"add\", \"elem\": {\"elem\": {\"val\": "
	  FIELD("ip", "saddr") ", \"timeout\": 5}}, \"set\": \"@s\", "
	  "\"stmt\": [{\"counter\": null}]}}" },
	{ "update @m { ip saddr : meta mark }",
	  "{\"map\": {\"op\": \"update\", \"elem\": " FIELD("ip", "saddr")
	  ", \"data\": " META("mark") ", \"map\": \"@m\"}}" },
	{ "meter m size 5 { ip saddr . tcp dport limit rate 5/second }",
	  "{\"meter\": {\"name\": \"m\", \"size\": 5, \"key\": {\"concat\": ["
	  FIELD("ip", "saddr") ", " FIELD("tcp", "dport") "]}, \"stmt\": "
	  "{\"limit\": {\"rate\": 5, \"per\": \"second\"}}}}" },
};

#define OBJECT(verb, kind, members)                                       \
	"{\"" verb "\": {\"" kind "\": {\"family\": \"ip\", \"table\": " \
	"\"t\", \"name\": \"n\"" members "}}}"

static const struct twins twin_objects[] = {
	{ "create table ip t",
	  "{\"create\": {\"table\": {\"family\": \"ip\", \"name\": \"t\"}}}" },
	{ "delete table ip t",
	  "{\"delete\": {\"table\": {\"family\": \"ip\", \"name\": \"t\", "
	  "\"handle\": 3}}}" },
	{ "destroy table ip handle 3",
	  "{\"destroy\": {\"table\": {\"family\": \"ip\", \"handle\": 3}}}" },
	{ "flush table ip t",
	  "{\"flush\": {\"table\": {\"family\": \"ip\", \"name\": \"t\"}}}" },
	{ "flush ruleset", "{\"flush\": {\"ruleset\": null}}" },
	{ "flush ruleset ip", "{\"flush\": {\"ruleset\": {\"family\": \"ip\"}}}" },
	{ "delete chain ip t n", OBJECT("delete", "chain", "") },
	{ "flush chain ip t n", OBJECT("flush", "chain", "") },
	{ "rename chain ip t n m",
	  OBJECT("rename", "chain", ", \"newname\": \"m\"") },
	{ "delete rule ip t c handle 5",
	  "{\"delete\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"chain\": \"c\", \"handle\": 5}}}" },
	{ "replace rule ip t c handle 5 accept",
	  "{\"replace\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"chain\": \"c\", \"handle\": 5, \"expr\": [{\"accept\": null}]"
	  "}}}" },
	{ "insert rule ip t c index 5 accept comment \"x\"",
	  "{\"insert\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"chain\": \"c\", \"index\": 5, \"handle\": 7, \"comment\": \"x\", "
	  "\"expr\": [{\"accept\": null}]}}}" },
	{ "flush set ip t n", OBJECT("flush", "set", "") },
	{ "flush map ip t n", OBJECT("flush", "map", "") },
	{ "flush meter ip t n", OBJECT("flush", "meter", "") },
	{ "delete set ip t handle 4",
	  "{\"delete\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"handle\": 4}}}" },
	{ "add set ip t n { type ipv4_addr; }",
	  OBJECT("add", "set", ", \"type\": \"ipv4_addr\"") },
	{ "add set ip t n { type mark . mark; flags interval,timeout; "
	  "timeout 5s; gc-interval 6s; size 7; policy memory; auto-merge; "
	  "counter; }",
	  OBJECT("add", "set",
		 ", \"type\": [\"mark\", \"mark\"], \"flags\": [\"interval\", "
		 "\"timeout\"], \"timeout\": 5, \"gc-interval\": 6, \"size\": "
		 "7, \"policy\": \"memory\", \"auto-merge\": true, \"stmt\": "
		 "[{\"counter\": null}]") },
	{ "add set ip t n { typeof ip saddr . tcp dport; }",
	  OBJECT("add", "set",
		 ", \"type\": {\"typeof\": {\"concat\": [" FIELD("ip", "saddr")
		 ", " FIELD("tcp", "dport") "]}}") },
	{ "add set ip t n { type mark; comment \"x\"; }",
	  OBJECT("add", "set", ", \"type\": \"mark\", \"comment\": \"x\"") },
	{ "add map ip t n { type mark : interval ipv4_addr; }",
	  OBJECT("add", "map",
		 ", \"type\": \"mark\", \"map\": \"ipv4_addr\", "
		 "\"data-interval\": true") },
	{ "add flowtable ip t n { hook ingress priority 5; devices = { lo }; "
	  "flags offload; counter; }",
	  OBJECT("add", "flowtable",
		 ", \"hook\": \"ingress\", \"prio\": 5, \"dev\": [\"lo\"], "
		 "\"flags\": [\"offload\", \"counter\"]") },
	{ "add map ip t n { type mark : verdict; }",
	  OBJECT("add", "map", ", \"type\": \"mark\", \"map\": \"verdict\"") },
	{ "add map ip t n { type mark : counter; }",
	  OBJECT("add", "set", ", \"type\": \"mark\", \"map\": \"counter\"") },
	{ "delete counter ip t n", OBJECT("delete", "counter", "") },
	{ "add counter ip t n { packets 1 bytes 2 }",
	  OBJECT("add", "counter", ", \"packets\": 1, \"bytes\": 2") },
	{ "add quota ip t n { over 5 bytes used 3 bytes }",
	  OBJECT("add", "quota",
		 ", \"bytes\": 5, \"used\": 3, \"inv\": true") },
	{ "add limit ip t n { rate 5 kbytes/second burst 3 bytes }",
	  OBJECT("add", "limit",
		 ", \"rate\": 5, \"rate_unit\": \"kbytes\", \"burst\": 3, "
		 "\"burst_unit\": \"bytes\", \"per\": \"second\"") },
	{ "add ct helper ip t n { type \"ftp\" protocol tcp; l3proto ip; }",
	  OBJECT("add", "ct helper",
		 ", \"type\": \"ftp\", \"protocol\": \"tcp\", \"l3proto\": "
		 "\"ip\"") },
	{ "add ct timeout ip t n { protocol udp; policy = { unreplied : 5 }; }",
	  OBJECT("add", "ct timeout",
		 ", \"protocol\": \"udp\", \"policy\": {\"unreplied\": 5}") },
	{ "add ct expectation ip t n { protocol tcp; dport 5; timeout 6s; "
	  "size 7; }",
	  OBJECT("add", "ct expectation",
		 ", \"protocol\": \"tcp\", \"dport\": 5, \"timeout\": 6000, "
		 "\"size\": 7") },
	{ "add secmark ip t n { \"a:b\" }",
	  OBJECT("add", "secmark", ", \"context\": \"a:b\"") },
	{ "add synproxy ip t n { mss 5 wscale 6 timestamp }",
	  OBJECT("add", "synproxy",
		 ", \"mss\": 5, \"wscale\": 6, \"flags\": [\"timestamp\"]") },
	{ "add tunnel ip t n { id 5; ip saddr 192.0.2.1; ip daddr 192.0.2.2; "
	  "sport 6; dport 7; ttl 8; tos 9; vxlan { gbp 10; }; }",
	  OBJECT("add", "tunnel",
		 ", \"id\": 5, \"src-ipv4\": \"192.0.2.1\", \"dst-ipv4\": "
		 "\"192.0.2.2\", \"sport\": 6, \"dport\": 7, \"ttl\": 8, "
		 "\"tos\": 9, \"type\": \"vxlan\", \"tunnel\": {\"gbp\": 10}") },
	{ "add tunnel ip t n { id 5; ip6 saddr ::1; ip6 daddr ::2; erspan { "
	  "version 2; direction egress; id 3; }; }",
	  OBJECT("add", "tunnel",
		 ", \"id\": 5, \"src-ipv6\": \"::1\", \"dst-ipv6\": \"::2\", "
		 "\"type\": \"erspan\", \"tunnel\": {\"version\": 2, \"dir\": "
		 "\"egress\", \"hwid\": 3}") },
	{ "add tunnel ip t n { id 5; geneve { class 1 opt-type 2 data "
	  "\"0x12345678\"; }; }",
	  OBJECT("add", "tunnel",
		 ", \"id\": 5, \"type\": \"geneve\", \"tunnel\": [{\"class\": "
		 "1, \"opt-type\": 2, \"data\": \"0x12345678\"}]") },
};

#define TWIN_RULE_HEAD \
	"{\"add\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", " \
	"\"chain\": \"c\", \"expr\": ["
#define TWIN_RULE_TAIL "]}}}"

#endif
