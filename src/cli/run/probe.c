#include "config.h"

#include "cli/run/probe.h"

#include "cli/run/sandbox.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/pipes.h"
#include "cli/user/target.h"
#include "hold/held_records.h"
#include "kernel/talk/tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PAUSE_MS 500	/* between two tries */
#define FIRST_WAIT_MS 1000 /* for an answer; each try waits longer */
#define LAST_WAIT_MS 5000

struct prober {
	const struct addrinfo *hosts;
	int go, answer;
	int wait_ms;
};

/* ---- the process ---- */

/* Others wait for the end of what they have lent; the lock is the holder's. */
static void let_go(const struct prober *p)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	long max = sysconf(_SC_OPEN_MAX);

	pipes_leave_standard(null);
	for (int fd = STDERR_FILENO + 1; fd < MIN(max, 4096); fd++)
		if (fd != p->go && fd != p->answer)
			close(fd);
	(void)!chdir("/");
}

static void give_up_rights(const struct options *o)
{
	struct diags diags;

	if (o->no_sandbox)
		return;
	diags_init(&diags);
	sandbox_probe(&diags);
	diags_release(&diags);
}

/* The process ends where the change is decided: nobody holds the other end. */
static bool is_decided(const struct prober *p, int wait_ms)
{
	struct pollfd go = { .fd = p->go, .events = POLLIN };

	return poll(&go, 1, wait_ms) > 0;
}

_Noreturn static void run(struct prober *p, const struct options *o)
{
	const char word = ASK_CONFIRM;
	char byte;
	ssize_t n;

	(void)setsid();
	signal(SIGPIPE, SIG_IGN);
	let_go(p);
	give_up_rights(o);
	while ((n = read(p->go, &byte, 1)) < 0 && errno == EINTR)
		;
	while (n == 1 && !tcp_connects(p->hosts, p->go, p->wait_ms)) {
		if (is_decided(p, PAUSE_MS))
			_exit(EXIT_DONE);
		p->wait_ms = MIN(2 * p->wait_ms, LAST_WAIT_MS);
	}
	if (n == 1)
		(void)!write(p->answer, &word, 1);
	_exit(EXIT_DONE);
}

/* ---- the process that starts it ---- */

#ifdef NFTLOAD_STATIC
#define FIND_FLAGS (AI_NUMERICHOST | AI_NUMERICSERV) /* no name services */
#else
#define FIND_FLAGS 0
#endif

static int find_hosts(const struct options *o, struct addrinfo **ret)
{
	const struct addrinfo how = { .ai_flags = FIND_FLAGS,
				      .ai_family = AF_UNSPEC,
				      .ai_socktype = SOCK_STREAM };
	struct target t;
	int err;

	if (!target_read(o->confirm_probe, &t))
		return options_error("--confirm-probe is tcp:HOST:PORT, not '%s'",
				     o->confirm_probe);
	err = getaddrinfo(t.host, t.port, &how, ret);
	if (!err)
		return GO_ON;
	messages_sayf(o, SAY_ERROR,
		      "--confirm-probe: host '%s', port '%s': %s; nothing was changed",
		      t.host, t.port, gai_strerror(err));
	return EXIT_SYSTEM;
}

static int start(struct probe *p, const struct options *o,
		 const struct addrinfo *hosts)
{
	struct pipe_ends ends = { -1, -1 };
	pid_t pid = pipes_fork(&ends);

	if (pid == 0)
		run(&(struct prober){ hosts, ends.from, ends.to,
				      FIRST_WAIT_MS }, o);
	*p = (struct probe){ ends.to, ends.from };
	return (int)pid;
}

int probe_start(struct probe *p, const struct options *o)
{
	struct addrinfo *hosts;
	int code, err;

	*p = (struct probe){ -1, -1 };
	if (!o->confirm_probe)
		return GO_ON;
	code = find_hosts(o, &hosts);
	if (code != GO_ON)
		return code;
	err = start(p, o, hosts);
	freeaddrinfo(hosts);
	if (err >= 0)
		return GO_ON;
	messages_sayf(o, SAY_ERROR,
		      "no process for --confirm-probe: %s; nothing was changed",
		      strerror(-err));
	return EXIT_SYSTEM;
}

void probe_close(struct probe *p)
{
	if (p->go >= 0)
		close(p->go);
	if (p->answer >= 0)
		close(p->answer);
	*p = (struct probe){ -1, -1 };
}
