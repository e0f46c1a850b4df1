# Compiles commands.  In: one command (cmd.h).  Out: messages in the sink, names in the
# scope.
libnftload_a_SOURCES += \
	%D%/cmd.c %D%/cmd.h \
	%D%/cmd_chain.c \
	%D%/cmd_flowtable.c \
	%D%/cmd_object.c \
	%D%/cmd_rule.c \
	%D%/cmd_tunnel.c \
	%D%/foreign.c %D%/foreign.h \
	%D%/hook.c \
	%D%/object_data.c \
	%D%/positions.c %D%/positions.h \
	%D%/set_declare.c \
	%D%/set_types.c \
	$(NULL)
