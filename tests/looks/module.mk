TESTS += %D%/terminal.sh

EXTRA_DIST += \
	%D%/terminal.py \
	%D%/terminal.sh \
	$(NULL)
