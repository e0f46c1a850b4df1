#include "config.h"

#include "cli/sync/one_state.h"

#include "cli/run/apart.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "sync/present.h"

/* ---- of files ---- */

int one_of_files(struct session *s, one_show_fn *show)
{
	struct wanted w;
	int code;

	wanted_init(&w, &s->work, &s->events);
	s->wanted = &w;
	wanted_build(&w);
	s->wanted = NULL;
	code = session_say(s, &w, NULL);
	if (code == EXIT_DONE) {
		wanted_apply(&w);
		show(s->opt, &w.state, &w.load.inputs[0].sources);
	}
	wanted_release(&w);
	return code;
}

/* ---- of the kernel ---- */

static bool every_table(void *ctx, const struct low_msg *table)
{
	(void)ctx;
	(void)table;
	return true;
}

static int fail(const struct session *s, int err, const char *doing)
{
	const struct load_failure why = { .err = err, .doing = doing };
	struct closing c = { "" };

	outcome_failure(&c, &why);
	messages_say(s->opt, SAY_ERROR, c.text);
	return load_code_of(err);
}

static int of_socket(struct session *s, struct kernel_socket *sock,
		     one_show_fn *show)
{
	static const struct read_choice all = { .table = every_table };
	struct present p;
	int err = present_read(&p, sock, &all);

	if (err < 0)
		return fail(s, err, "reading the ruleset");
	show(s->opt, &p.state, NULL);
	present_release(&p);
	return EXIT_DONE;
}

int one_of_kernel(struct session *s, one_show_fn *show)
{
	struct kernel_socket sock;
	int err = kernel_socket_open(&sock, &s->work.how), code;

	if (err < 0)
		return fail(s, err, "opening a netlink socket");
	apart_give_up_rights(s->opt);
	code = of_socket(s, &sock, show);
	kernel_socket_close(&sock);
	return code;
}
