# The verbs history and undo.  In: entries of the history.  Out: lists of them, or
# the ruleset as it was before one of them.
src_cli_libcli_a_SOURCES += \
	%D%/entries.c %D%/entries.h \
	%D%/undone.c %D%/undone.h \
	%D%/verb_history.c %D%/verb_history.h \
	%D%/verb_undo.c %D%/verb_undo.h \
	$(NULL)
