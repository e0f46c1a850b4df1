# Expressions.  In: an expression of the AST.  Out: a typed expression (expr.h) and
# the code that loads it into registers (rule_build.h).
libnftload_a_SOURCES += \
	%D%/arith.c %D%/arith.h \
	%D%/bits.c %D%/bits.h \
	%D%/by_name.c %D%/by_name.h \
	%D%/code.c \
	%D%/code_load.c \
	%D%/departs.c %D%/departs.h \
	%D%/expr.c %D%/expr.h \
	%D%/expr_map.c \
	%D%/protoctx.c %D%/protoctx.h \
	%D%/rule_build.h \
	%D%/select.c %D%/select.h \
	%D%/transfer.c %D%/transfer.h \
	$(NULL)
