# Reads nft text.  In: a source and struct parse_ctx.  Out: commands at the end of
# the AST.  Its door is parse.h; grammar.h is for its own files.
libnftload_a_SOURCES += \
	%D%/grammar.h \
	%D%/keywords.c \
	%D%/parse.c %D%/parse.h \
	%D%/parse_block.c \
	%D%/parse_chain.c \
	%D%/parse_cmd.c \
	%D%/parse_elem.c \
	%D%/parse_expr.c \
	%D%/parse_include.c \
	%D%/parse_list.c \
	%D%/parse_mend.c \
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
	%D%/parser.h \
	$(NULL)
