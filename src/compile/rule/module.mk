# Rules.  In: the statements of a rule.  Out: its message (rule.h), with adjacent
# matches joined.
libnftload_a_SOURCES += \
	%D%/match.c %D%/match.h \
	%D%/merge.c %D%/merge.h \
	%D%/rule.c %D%/rule.h \
	%D%/statement.c \
	%D%/stmt_verdict.c \
	%D%/vmap.c \
	$(NULL)
