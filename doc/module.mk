EXTRA_DIST += \
	%D%/grammar.md \
	%D%/hacking.md \
	%D%/json.md \
	%D%/lowering.md \
	%D%/performance.md \
	%D%/sets.md \
	%D%/transports.md \
	%D%/types.md \
	%D%/userdata.md \
	$(NULL)
