TESTS += %D%/run.sh

EXTRA_DIST += \
	%D%/bytes.txt \
	%D%/examples.txt \
	%D%/follow.txt \
	%D%/habits.txt \
	%D%/json.txt \
	%D%/kernel.txt \
	%D%/kinds.txt \
	%D%/lint.txt \
	%D%/names.txt \
	%D%/run.py \
	%D%/run.sh \
	%D%/slips.txt \
	%D%/states.txt \
	%D%/words.txt \
	$(NULL)

# Rewrites the expected messages; review the diff.
.PHONY: messages-update
messages-update: src/nftload
	UPDATE=1 srcdir=$(srcdir) $(srcdir)/%D%/run.sh
