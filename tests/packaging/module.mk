TESTS += \
	%D%/boot.sh \
	%D%/completions.sh \
	%D%/unit.sh \
	$(NULL)

EXTRA_DIST += \
	%D%/boot.sh \
	%D%/completions.sh \
	%D%/unit.sh \
	$(NULL)
