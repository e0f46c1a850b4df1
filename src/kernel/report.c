#include "config.h"

#include "kernel/report.h"

#include <string.h>

void report_errors(const struct replies *r, struct kernel_socket *sock,
		   const struct source_set *sources, struct diags *diags)
{
	(void)sock;
	(void)sources;
	for (uint32_t i = 0; i < r->nerrors; i++) {
		const struct reply_error *e = &r->errors[i];
		const struct batch_msg *m = batch_msg_by_seq(r->b, e->seq);

		diag_kernel(diags, e->errnum, batch_place(r->b, m, e->off),
			    "the kernel refused this: %s", strerror(e->errnum));
		if (e->text_at)
			diag_hint(diags, "the kernel says: %s",
				  r->texts + e->text_at);
	}
}
