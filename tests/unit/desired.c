#include "config.h"

#include "desired.h"

void desired_init(struct desired *d, enum state_begin begin, const char *text)
{
	*d = (struct desired){ .words = { text } };
	d->options = (struct load_options){
		.goal = LOAD_CHECK,
		.until = LOAD_UNTIL_BUILT,
		.words = d->words,
	};
	load_init(&d->load, &d->options, &d->events);
	load_run(&d->load);
	assert_true(d->load.list[0].compiled);
	state_init(&d->state, begin);
	refusals_init(&d->refusals);
	state_apply(&d->state, &d->load.list[0].batch, &d->refusals);
}

void desired_release(struct desired *d)
{
	refusals_release(&d->refusals);
	state_release(&d->state);
	load_release(&d->load);
}
