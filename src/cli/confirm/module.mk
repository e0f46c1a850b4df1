# Changes that wait to be confirmed.  In: the options of a load or sync, or of the
# verbs confirm and reject.  Out: an exit code; the ruleset as it was, unless somebody
# says in time that the new one is right.
src_cli_libcli_a_SOURCES += \
	%D%/decision.c %D%/decision.h \
	%D%/holder.c %D%/holder.h \
	%D%/verb_confirm.c %D%/verb_confirm.h \
	%D%/waiting.c %D%/waiting.h \
	$(NULL)
