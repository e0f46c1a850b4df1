# Statements, one file a kind (stmt.h).  In: a statement and the rule being built.
# Out: code at the end of the rule.
libnftload_a_SOURCES += \
	%D%/mangle.c \
	%D%/stmt.h \
	%D%/stmt_common.c \
	%D%/stmt_dynset.c \
	%D%/stmt_forward.c \
	%D%/stmt_log.c \
	%D%/stmt_misc.c \
	%D%/stmt_nat.c \
	%D%/stmt_objref.c \
	%D%/stmt_queue.c \
	%D%/stmt_reject.c \
	$(NULL)
