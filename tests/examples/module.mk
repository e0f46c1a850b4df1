TESTS += \
	%D%/library.sh \
	%D%/mistakes.sh \
	%D%/rulesets.sh \
	$(NULL)

EXTRA_DIST += \
	%D%/library.sh \
	%D%/mistakes.sh \
	%D%/rulesets.sh \
	$(NULL)
