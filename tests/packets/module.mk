EXTRA_DIST += \
	%D%/README.md \
	%D%/fields.py \
	%D%/frames.py \
	%D%/kinds.py \
	%D%/lines.txt \
	%D%/meaning.py \
	%D%/packets.sh \
	%D%/rulesets.py \
	%D%/run.py \
	%D%/wire.py \
	$(NULL)

# More than 5,000 packets, under a minute.
.PHONY: check-packets
check-packets: src/nftload
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/packets.sh --rules 2000
