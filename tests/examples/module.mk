TESTS += \
	%D%/mistakes.sh \
	%D%/rulesets.sh \
	$(NULL)

EXTRA_DIST += \
	%D%/mistakes.sh \
	%D%/rulesets.sh \
	$(NULL)
