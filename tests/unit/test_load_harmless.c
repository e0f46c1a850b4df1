#include "config.h"

#include "support.h"

#include "load/harmless.h"
#include "load/load.h"
#include "state/apply.h"

#include <stdio.h>
#include <stdlib.h>

struct watched {
	struct harmless harmless;
	struct load load;
};

static struct low_sink watch(void *ctx)
{
	struct watched *w = ctx;

	return harmless_sink(&w->harmless, batch_sink(&w->load.list[0].batch));
}

/* Whether a text looks harmless; ret_refused: whether a state refuses
 * something of it, or does not know something. */
static bool is_sure(const char *text, bool *ret_refused)
{
	const char *const words[] = { text, NULL };
	const struct load_options options = { .goal = LOAD_CHECK,
					      .until = LOAD_UNTIL_BUILT,
					      .words = words };
	struct state_refusals refusals;
	struct watched w;
	const struct load_events events = { .ctx = &w, .sink = watch };
	struct state s;
	bool sure;

	harmless_init(&w.harmless);
	load_init(&w.load, &options, &events);
	load_run(&w.load);
	refusals_init(&refusals);
	state_init(&s, STATE_UNKNOWN);
	/* What does not compile is refused anyway. */
	*ret_refused = true;
	sure = false;
	if (w.load.list[0].compiled) {
		state_apply(&s, &w.load.list[0].batch, &refusals);
		*ret_refused = refusals.list.count || refusals.unknown.count;
		sure = harmless_is_sure(&w.harmless);
	}
	state_release(&s);
	refusals_release(&refusals);
	load_release(&w.load);
	harmless_release(&w.harmless);
	return sure;
}

static void expect_sure(const char *text)
{
	bool refused;

	if (!is_sure(text, &refused) || refused)
		fail_msg("not sure: %s", text);
}

/* In doubt, whether refused or not. */
static void expect_doubt(const char *text)
{
	bool refused;

	if (is_sure(text, &refused))
		fail_msg("sure: %s", text);
}

#define IN(text) "table ip t {\n" text "\n}\n"

static void test_sure(void **state)
{
	(void)state;
	expect_sure(IN("chain c {\naccept\n}"));
	expect_sure("flush ruleset\n" IN("chain c {\naccept\n}"));
	expect_sure("add table ip t\ndelete table ip t\n"
		    IN("chain c {\naccept\n}"));
	expect_sure(IN("chain a {\n}\nchain c {\ntype filter hook input "
		       "priority 0; policy drop;\njump a\nreject\n}"));
	expect_sure(IN("map m {\ntype mark : verdict\nelements = { 3 : drop, "
		       "1 : accept, 2 : drop }\n}"));
	expect_sure(IN("map m {\ntype mark : mark\nflags interval\n"
		       "elements = { 1-2 : 3, 3-4 : 4 }\n}"));
	expect_sure(IN("set s {\ntype mark\nsize 2\nelements = { 1, 2 }\n}"));
	expect_sure(IN("set s {\ntype mark\nelements = { 2, 1, 2 }\n}"));
	expect_sure(IN("counter k {\n}\nchain c {\ncounter name \"k\"\n}"));
	expect_sure(IN("chain c {\ntype nat hook postrouting priority 100\n"
		       "meta mark 1 jump {\nmasquerade\n}\n}"));
}

/* The same with one mistake, or something that is not looked at. */
static void test_doubt(void **state)
{
	(void)state;
	expect_doubt("add rule ip t c accept");
	expect_doubt("delete table ip t\n");
	expect_doubt(IN("chain c {\naccept\n}") "flush ruleset");
	expect_doubt(IN("set s {\ntype mark . mark\nflags interval\nelements = { 1 . 1-10, 1 . 5 }\n}"));
	expect_doubt(IN("chain c {\njump a\n}"));
	expect_doubt(IN("chain a {\ntype filter hook input priority 0\n}\n"
			"chain c {\njump a\n}"));
	expect_doubt(IN("map m {\ntype mark : verdict\n}\n") IN("chain c {\n}")
		     "add element ip t m { 1 : jump c, 2 : jump d }");
	expect_doubt(IN("chain c {\n}") IN("chain c {\n}"));
	expect_doubt(IN("chain c {\n}") "delete chain ip t c");
	expect_doubt(IN("map m {\ntype mark : mark\nelements = { 1 : 3 }\n}")
		     "add element ip t m { 1 : 4 }");
	expect_doubt(IN("set s {\ntype mark\nsize 2\nelements = { 1, 2, 3 }\n"
			"}"));
	expect_doubt(IN("set s {\ntype mark\nelements = { 1 }\n}")
		     "create element ip t s { 1 }");
	expect_doubt(IN("chain c {\ncounter name \"k\"\n}"));
	expect_doubt(IN("chain a {\n}\nchain c {\ntype filter hook input "
			"priority 0; policy drop;\nmasquerade\n}"));
	expect_doubt(IN("chain a {\nmasquerade\n}\nchain c {\ntype nat hook "
			"prerouting priority 0\nmeta mark vmap "
			"{ 1 : drop, 2 : jump a }\n}"));
	expect_doubt("add chain ip t a\n" IN("chain b {\njump a\n}\nchain c {\n"
		     "type filter hook input priority 0\njump b\n}")
		     "add rule ip t a jump b");
}

/* Keys beyond those that are kept. */
static void test_keys(void **state)
{
	char text[2000], *at = text;

	(void)state;
	at += sprintf(at, "table ip t {\nmap m {\ntype mark : mark\n}\n}\n"
			  "add element ip t m { 0 : 0");
	for (int i = 1; i < 100; i++)
		at += sprintf(at, ", %d : %d", i, i);
	strcpy(at, " }");
	expect_sure(text);
	strcpy(at, " }\nadd element ip t m { 5 : 6 }");
	expect_doubt(text);
	strcpy(at, " }\nadd element ip t m { 99 : 6 }");
	expect_doubt(text);
}

/* Where a state refuses something, or would have to ask, it is not harmless. */
static void test_judged(void **state)
{
	char path[4096], line[1000], text[8000] = "";
	const char *srcdir = getenv("srcdir");
	unsigned int cases = 0, sure = 0;
	bool more = true;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/state/judged.txt",
		 srcdir ? srcdir : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (more) {
		bool refused;

		more = fgets(line, sizeof(line), f);
		if (more && strncmp(line, "== ", 3) != 0) {
			assert_true(strlen(text) + strlen(line) < sizeof(text));
			strcat(text, line);
			continue;
		}
		if (*text && is_sure(text, &refused)) {
			sure++;
			if (refused)
				fail_msg("sure: %s", text);
		}
		cases++;
		*text = '\0';
	}
	fclose(f);
	assert_true(cases > 80);
	assert_true(sure > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sure),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
