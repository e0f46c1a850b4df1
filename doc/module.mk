EXTRA_DIST += \
	%D%/grammar.md \
	$(NULL)
