libnftload_a_SOURCES += \
	%D%/ast.c %D%/ast.h \
	%D%/ast_dump.c \
	%D%/ast_expr.h \
	%D%/ast_stmt.h \
	%D%/hints.c %D%/hints.h \
	%D%/lex.c %D%/lex.h \
	%D%/parse_ctx.h \
	$(NULL)
include src/syntax/json/module.mk
include src/syntax/text/module.mk
