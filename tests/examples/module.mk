TESTS += \
	%D%/ci.sh \
	%D%/library.sh \
	%D%/mistakes.sh \
	%D%/rulesets.sh \
	$(NULL)

EXTRA_DIST += \
	%D%/ci.py \
	%D%/ci.sh \
	%D%/sarif.json \
	%D%/library.sh \
	%D%/mistakes.sh \
	%D%/rulesets.sh \
	$(NULL)
