EXTRA_DIST += \
	%D%/fleet.md \
	%D%/grammar.md \
	%D%/hacking.md \
	%D%/json.md \
	%D%/listing.md \
	%D%/lowering.md \
	%D%/sets.md \
	%D%/state.md \
	%D%/types.md \
	%D%/userdata.md \
	$(NULL)
