#include "config.h"

#include "batch/encoder.h"

#include "base/mem.h"

struct batch_encoder *encoder_of(struct batch *b)
{
	struct batch_encoder *enc = b->enc;

	if (enc)
		return enc;
	enc = mem_zalloc(sizeof(*enc));
	enc->b = b;
	wire_init(&enc->w);
	enc->aside = mem_alloc(WIRE_CAPACITY);
	b->enc = enc;
	return enc;
}

void encoder_free(struct batch_encoder *enc)
{
	if (!enc)
		return;
	wire_release(&enc->w);
	mem_free(enc->aside);
	mem_free(enc);
}
