TESTS += \
	%D%/mistakes.sh \
	%D%/rows.sh \
	%D%/run \
	$(NULL)

check_PROGRAMS += tests/golden/rows
tests_golden_rows_SOURCES = %D%/rows.c
tests_golden_rows_LDADD = libnftload.a

EXTRA_DIST += \
	%D%/README.md \
	%D%/cases \
	%D%/mistakes \
	%D%/mistakes.py \
	%D%/mistakes.sh \
	%D%/rows.py \
	%D%/rows.sh \
	%D%/run \
	$(NULL)

# Rewrites the expectations; review the diff.
.PHONY: golden-update
golden-update: src/nftload
	UPDATE=1 srcdir=$(srcdir) $(srcdir)/%D%/run
