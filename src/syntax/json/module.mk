# Reads JSON.  In: a source and struct parse_ctx.  Out: commands at the end of the
# AST, the same nodes as from nft text.  Its door is json.h.
libnftload_a_SOURCES += \
	%D%/json.c %D%/json.h \
	%D%/json_action.c \
	%D%/json_bind.c %D%/json_bind.h \
	%D%/json_command.c \
	%D%/json_container.c \
	%D%/json_elem.c \
	%D%/json_expr.c \
	%D%/json_head.c \
	%D%/json_list.c \
	%D%/json_locate.c \
	%D%/json_memory.c %D%/json_memory.h \
	%D%/json_object.c \
	%D%/json_plain.c %D%/json_plain.h \
	%D%/json_read.h \
	%D%/json_scan.c %D%/json_scan.h \
	%D%/json_select.c \
	%D%/json_set.c \
	%D%/json_stateful.c \
	%D%/json_stmt.c \
	%D%/json_tree.c %D%/json_tree.h \
	%D%/json_tunnel.c \
	%D%/json_words.c %D%/json_words.h \
	$(NULL)
