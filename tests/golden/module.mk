TESTS += %D%/run

EXTRA_DIST += \
	%D%/README.md \
	%D%/cases \
	%D%/run \
	$(NULL)

# Rewrites the expectations; the diff is what is reviewed.
.PHONY: golden-update
golden-update: src/nftload
	UPDATE=1 srcdir=$(srcdir) $(srcdir)/%D%/run
