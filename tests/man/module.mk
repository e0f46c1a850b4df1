man_tests = \
	%D%/commands.sh \
	%D%/examples.sh \
	%D%/language.sh \
	%D%/options.sh \
	%D%/readme.sh \
	$(NULL)

TESTS += $(man_tests)

EXTRA_DIST += \
	$(man_tests) \
	%D%/commands.py \
	%D%/examples.py \
	%D%/not-run \
	%D%/language.py \
	%D%/options.py \
	%D%/readme.py \
	$(NULL)
