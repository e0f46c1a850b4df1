TESTS += %D%/graph.sh

EXTRA_DIST += \
	%D%/commands.dot \
	%D%/commands.nft \
	%D%/graph.sh \
	%D%/hooks.dot \
	%D%/hooks.nft \
	%D%/jumps.dot \
	%D%/jumps.nft \
	%D%/names.dot \
	%D%/names.json \
	$(NULL)
