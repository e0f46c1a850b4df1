# Input from the user, and messages to the user.  In: argv (options.h); diagnostics,
# outcomes.  Out: sentences and progress on stderr (messages.h), exit codes (exit.h).
src_cli_libcli_a_SOURCES += \
	%D%/exit.h \
	%D%/journal.c %D%/journal.h \
	%D%/messages.c %D%/messages.h \
	%D%/nft_text.c %D%/nft_text.h \
	%D%/options.c %D%/options.h \
	%D%/outcome.c %D%/outcome.h \
	%D%/pipes.c %D%/pipes.h \
	%D%/progress.c %D%/progress.h \
	%D%/records.c %D%/records.h \
	%D%/sarif.c %D%/sarif.h \
	%D%/stats.c %D%/stats.h \
	%D%/target.c %D%/target.h \
	$(NULL)
