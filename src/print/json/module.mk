# Nodes to JSON.  In: nodes of the syntax tree.  Out: libnftables JSON (print_json.h).
libnftload_a_SOURCES += \
	%D%/json_put.c %D%/json_put.h \
	%D%/json_state.c %D%/json_state.h \
	%D%/print_json.h \
	%D%/print_json_cmd.c \
	%D%/print_json_expr.c \
	%D%/print_json_object.c %D%/print_json_object.h \
	%D%/print_json_stmt.c \
	$(NULL)
