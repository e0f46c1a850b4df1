#include "config.h"

#include "cli/run/told.h"

#include "cli/user/exit.h"
#include "kernel/ask/request.h"
#include "kernel/talk/netns.h"
#include "kernel/talk/socket.h"

#include <sys/mman.h>

struct told *told_share(size_t n)
{
	struct told *list = mmap(NULL, n * sizeof(*list),
				 PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (list == MAP_FAILED)
		return NULL;
	for (size_t i = 0; i < n; i++)
		list[i] = (struct told){ .code = GO_ON,
					 .outcome = OUTCOME_FAILED };
	return list;
}

void told_note(struct told *t, const struct commit_result *res)
{
	t->genid = res->genid_before;
	t->outcome = res->outcome;
}

void told_digest(const struct source_set *sources,
		 uint8_t ret_digest[SHA256_BYTES])
{
	struct sha256 h;

	sha256_begin(&h);
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);
		uint64_t len = s->len;

		sha256_add(&h, &len, sizeof(len));
		sha256_add(&h, s->text, s->len);
	}
	sha256_end(&h, ret_digest);
}

static int ask_here(uint32_t *ret_genid)
{
	static const struct transport_choice how = { 0 };
	struct kernel_socket sock;
	int err = kernel_socket_open(&sock, &how);

	if (err < 0)
		return err;
	err = kernel_genid(&sock, ret_genid);
	kernel_socket_close(&sock);
	return err;
}

static int ask_in(const char *netns, uint32_t *ret_genid)
{
	struct netns_home home;
	int err = netns_remember(&home), back;

	if (err < 0)
		return err;
	err = netns_enter(netns);
	if (err == 0) {
		err = ask_here(ret_genid);
		back = netns_return(&home);
		err = err < 0 ? err : back;
	}
	netns_release(&home);
	return err;
}

static bool in_doubt(const struct told *t)
{
	return t->code == GO_ON && t->outcome == OUTCOME_UNKNOWN && t->genid;
}

/*
 * The kernel does a batch within the call that sends it: no signal ends the
 * process in its midst.  As many steps of the generation since it was read, just
 * before the first call, are the batches' own; of more steps some are not.
 */
void told_settle(struct told *list, size_t n, const char *netns)
{
	uint32_t doubts = 0, now = 0, steps = 0;
	int err;

	for (size_t i = 0; i < n; i++)
		doubts += in_doubt(&list[i]);
	if (!doubts)
		return;
	err = netns ? ask_in(netns, &now) : ask_here(&now);
	for (size_t i = 0; i < n && err == 0; i++) {
		if (!in_doubt(&list[i]))
			continue;
		if (now - list[i].genid > doubts)
			return;
		list[i].outcome = steps < now - list[i].genid ?
					  OUTCOME_COMMITTED : OUTCOME_FAILED;
		steps++;
	}
}
