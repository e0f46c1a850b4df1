#include "config.h"

#include "hold/way.h"

#include "load/load.h"
#include "tables/family.h"
#include "text/source.h"

#include <stdio.h>
#include <string.h>

/* The kernel's first objection. */
static int refuse(const struct diags *d, const struct commit_result *res,
		  char why[WAY_WHY])
{
	if (res->outcome == OUTCOME_RETRY)
		snprintf(why, WAY_WHY,
			 "others have changed the ruleset meanwhile");
	else if (res->outcome == OUTCOME_UNKNOWN)
		snprintf(why, WAY_WHY,
			 "it is not known whether the way back was taken");
	else
		snprintf(why, WAY_WHY, "the kernel refuses the way back: %s",
			 d->first ? d->first->text :
			 res->errnum ? strerror(res->errnum) :
				       "no reason given");
	return load_code_of_outcome(res->outcome);
}

int way_send(struct kernel_socket *sock, struct batch *b, uint32_t genid,
	     const struct commit_options *how, char why[WAY_WHY])
{
	struct commit_result res;
	struct source_set none;
	struct diags diags;
	int code = LOAD_DONE;

	if (batch_count(b) == 0)
		return LOAD_DONE;
	if (batch_seal(b, sock->seq + 1, genid, how->commit) < 0) {
		snprintf(why, WAY_WHY, "the way back is too long");
		return LOAD_SYSTEM;
	}
	diags_init(&diags);
	source_set_init(&none);
	res = commit_batch(sock, b, how, &none, &diags);
	if (res.outcome > OUTCOME_CHECKED)
		code = refuse(&diags, &res, why);
	source_set_release(&none);
	diags_release(&diags);
	return code;
}

int way_lacks(const struct state_rule *r, char why[WAY_WHY])
{
	const struct state_chain *c = r->chain;

	snprintf(why, WAY_WHY,
		 "a rule of chain '%s' in table %s '%s' has parts of xtables, or of a newer kernel, that cannot be made again",
		 c->item.name, family_name(c->table->family),
		 c->table->item.name);
	return LOAD_REFUSED;
}

bool way_is_refused(int code)
{
	return code != LOAD_DONE && code != LOAD_CONFLICT &&
	       code != LOAD_UNKNOWN;
}
