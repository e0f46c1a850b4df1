# Bytecode to nodes.  In: records of a state.  Out: nodes of the syntax tree, as the
# parser makes them of what nft lists (lift.h).
libnftload_a_SOURCES += \
	%D%/lift.h \
	$(NULL)
