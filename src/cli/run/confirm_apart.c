#include "config.h"

#include "cli/run/confirm_apart.h"

#include "base/clock.h"
#include "cli/confirm/decision.h"
#include "cli/confirm/holder.h"
#include "cli/confirm/waiting.h"
#include "cli/run/probe.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/pipes.h"
#include "hold/rescue.h"
#include "kernel/talk/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct starter {
	const struct options *opt;
	const char *id; /* of the change */
	pid_t holder;
	int to_holder, from_holder, signals;
	struct holder_word word;
	bool waits, decided;
	uint64_t until_ms; /* of CLOCK_BOOTTIME */
};

/* ---- the holder's side ---- */

/* Memory that runs out elsewhere must not cost the way back. */
static void be_spared(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, "-1000", 5);
	close(fd);
}

static int hold(struct holder *h,
		int (*run)(const struct options *o, enum load_goal goal))
{
	struct options o = *h->opt;
	int err;

	be_spared();
	err = holder_begin(h);
	if (err < 0)
		return waiting_say_none(&o, STATE_FOLDER, err);
	h->opt = &o;
	o.holder = h;
	return run(&o, LOAD_COMMIT);
}

/* ---- the side of who waits ---- */

static void say_waits(const struct starter *s)
{
	if (s->opt->confirm_probe) {
		messages_sayf(s->opt, SAY_NOTE,
			      "change %s is made, and taken back in %u seconds unless a connection to %s succeeds",
			      s->word.id, s->opt->confirm,
			      s->opt->confirm_probe);
		return;
	}
	messages_sayf(s->opt, SAY_NOTE,
		      "change %s is made, and taken back in %u seconds: open a NEW connection to this machine, and there run: nftload confirm %s",
		      s->word.id, s->opt->confirm, s->word.id);
}

static bool on_terminal(const struct starter *s)
{
	return s->waits && !s->decided && isatty(STDERR_FILENO);
}

static void show_left(const struct starter *s)
{
	uint64_t now = clock_boot_ms();
	uint64_t left = s->until_ms > now ? (s->until_ms - now + 999) / 1000 : 0;

	if (on_terminal(s))
		fprintf(stderr, "\r%6u s left ", (unsigned int)left);
}

/* True: there is nothing more to wait for. */
static bool take_word(struct starter *s)
{
	struct holder_word word;

	if (read(s->from_holder, &word, sizeof(word)) != sizeof(word))
		return true;
	if (word.decided) {
		if (on_terminal(s))
			fputs("\r                \r", stderr);
		s->decided = true;
		return write(s->to_holder, "", 1) != 1;
	}
	s->word = word;
	s->waits = true;
	s->until_ms = clock_boot_ms() + UINT64_C(1000) * s->opt->confirm;
	say_waits(s);
	return s->opt->detach;
}

static void take_signal(struct starter *s)
{
	const char byte = ASK_REJECT;
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != sizeof(info))
		return;
	/* It has not left the terminal's processes, and may not know. */
	if (!s->waits)
		kill(s->holder, (int)info.ssi_signo);
	(void)!write(s->to_holder, &byte, 1);
}

static void wait_for_holder(struct starter *s)
{
	bool ended = false;

	while (!ended) {
		struct pollfd fds[] = {
			{ .fd = s->from_holder, .events = POLLIN },
			{ .fd = s->signals, .events = POLLIN },
		};

		show_left(s);
		if (poll(fds, 2, on_terminal(s) ? 1000 : -1) < 0 &&
		    errno != EINTR)
			return;
		if (fds[1].revents)
			take_signal(s);
		if (fds[0].revents)
			ended = take_word(s);
	}
}

static void say_killed(const struct starter *s, int signum)
{
	if (!s->waits && (signum == SIGINT || signum == SIGTERM ||
			  signum == SIGQUIT || signum == SIGHUP)) {
		sigset_t set;

		sigemptyset(&set);
		sigaddset(&set, signum);
		signal(signum, SIG_DFL);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		raise(signum);
	}
	messages_sayf(s->opt, SAY_ERROR, "the holder was ended by signal %d",
		      signum);
}

/* It was killed after the decision. */
static int decided_code(const struct starter *s)
{
	struct record r;

	return records_find(s->id, &r) == 0 ? holder_code(r.state) :
					      EXIT_UNKNOWN;
}

static void say_end(const struct starter *s, enum rescue_end end,
		    const char *why)
{
	if (end == RESCUE_REVERTED || end == RESCUE_FAILED)
		decision_say(s->opt, end == RESCUE_REVERTED ? RECORD_REVERTED :
							      RECORD_FAILED,
			     why);
	else if (end == RESCUE_NOT_MADE)
		messages_say(s->opt, SAY_ERROR, "nothing was changed");
	else if (end == RESCUE_WAITS)
		messages_say(s->opt, SAY_ERROR,
			     "another process has begun to take the change back, and has not ended");
}

/* In the namespace of the change; there is nothing to do afterwards. */
static enum rescue_end rescue(const struct starter *s, char why[WAY_WHY])
{
	const char *which = waiting_netns(s->opt);
	int err = which ? netns_enter(which) : 0;

	if (err == 0)
		return rescue_change(s->id, why);
	snprintf(why, WAY_WHY, "network namespace '%s': %s", which,
		 strerror(-err));
	return RESCUE_FAILED;
}

/* What a holder that could decide nothing has left. */
static int settle(const struct starter *s)
{
	char why[WAY_WHY];
	enum rescue_end end = rescue(s, why);

	say_end(s, end, why);
	return end == RESCUE_REVERTED ? EXIT_REVERTED :
	       end == RESCUE_NOT_MADE ? EXIT_SYSTEM :
	       end == RESCUE_DECIDED  ? decided_code(s) :
					EXIT_UNKNOWN;
}

static int exit_of(const struct starter *s, int status)
{
	if (!WIFEXITED(status)) {
		say_killed(s, WTERMSIG(status));
		return settle(s);
	}
	/* Memory that has run out after the commit. */
	return WEXITSTATUS(status) == EXIT_UNKNOWN && !s->decided ?
		       settle(s) :
		       WEXITSTATUS(status);
}

static int end_of(const struct starter *s)
{
	int status;

	if (s->waits && s->opt->detach)
		return s->word.code;
	while (waitpid(s->holder, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_UNKNOWN;
	return exit_of(s, status);
}

/* The terminal's end is no decision: SIGHUP ends only who waits. */
static int wait_at(struct starter *s, const sigset_t *signals)
{
	/* A holder that has ended needs no byte. */
	signal(SIGPIPE, SIG_IGN);
	s->signals = signalfd(-1, signals, SFD_CLOEXEC);
	wait_for_holder(s);
	return end_of(s);
}

static int split(struct holder *h, int (*run)(const struct options *o,
					       enum load_goal goal))
{
	struct starter s = { .opt = h->opt, .id = h->claim.now.id };
	sigset_t caught, before;
	struct pipe_ends ends;
	int code;

	sigemptyset(&caught);
	sigaddset(&caught, SIGINT);
	sigaddset(&caught, SIGTERM);
	sigaddset(&caught, SIGQUIT);
	sigprocmask(SIG_BLOCK, &caught, &before);
	s.holder = pipes_fork(&ends);
	if (s.holder < 0)
		return waiting_say_none(h->opt, "making a process", s.holder);
	if (s.holder == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		h->to_starter = ends.to;
		h->from_starter = ends.from;
		code = hold(h, run);
		holder_close(h);
		return code;
	}
	s.to_holder = ends.to;
	s.from_holder = ends.from;
	probe_close(&(struct probe){ h->to_probe, h->from_probe });
	holder_close(h);
	return wait_at(&s, &caught);
}

static int run_held(struct holder *h, int (*run)(const struct options *o,
						  enum load_goal goal))
{
	struct probe probe;
	int code = probe_start(&probe, h->opt);

	if (code != GO_ON) {
		holder_close(h);
		return code;
	}
	h->to_probe = probe.go;
	h->from_probe = probe.answer;
	return split(h, run);
}

int confirm_apart(const struct options *o,
		  int (*run)(const struct options *o, enum load_goal goal))
{
	struct holder h;
	int err = holder_open(&h, o);

	if (err == -EBUSY)
		return waiting_refuse(o);
	if (err < 0 && o->netns.count)
		return waiting_say_none(o, o->netns.list[0], err);
	return err < 0 ? waiting_say_none(o, RECORDS_DIR, err) : run_held(&h, run);
}
