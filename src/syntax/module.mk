libnftload_a_SOURCES += \
	%D%/ast.c %D%/ast.h \
	%D%/ast_dump.c \
	%D%/grammar.h \
	%D%/hints.c %D%/hints.h \
	%D%/json.c %D%/json.h \
	%D%/json_action.c \
	%D%/json_bind.c %D%/json_bind.h \
	%D%/json_command.c \
	%D%/json_container.c \
	%D%/json_elem.c \
	%D%/json_expr.c \
	%D%/json_head.c \
	%D%/json_locate.c \
	%D%/json_object.c \
	%D%/json_read.h \
	%D%/json_scan.c %D%/json_scan.h \
	%D%/json_select.c \
	%D%/json_set.c \
	%D%/json_stateful.c \
	%D%/json_stmt.c \
	%D%/json_tree.c %D%/json_tree.h \
	%D%/json_tunnel.c \
	%D%/keywords.c \
	%D%/lex.c %D%/lex.h \
	%D%/parse.c %D%/parse.h \
	%D%/parse_block.c \
	%D%/parse_mend.c \
	%D%/parse_chain.c \
	%D%/parse_cmd.c \
	%D%/parse_elem.c \
	%D%/parse_expr.c \
	%D%/parse_include.c \
	%D%/parse_object.c \
	%D%/parse_rule.c \
	%D%/parse_scope.c \
	%D%/parse_selector.c \
	%D%/parse_selector_ext.c \
	%D%/parse_selector_misc.c \
	%D%/parse_set.c \
	%D%/parse_stmt.c \
	%D%/parse_stmt_log.c \
	%D%/parse_stmt_misc.c \
	%D%/parse_stmt_nat.c \
	%D%/parse_stmt_set.c \
	%D%/parse_stmt_stateful.c \
	%D%/parse_table.c \
	%D%/parse_token.c \
	%D%/parse_tunnel.c \
	%D%/parse_value.c \
	%D%/pattern.c %D%/pattern.h \
	%D%/parser.h \
	$(NULL)
