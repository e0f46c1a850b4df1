# The report file.  In: what a run came to (report.h).  Out: one JSON document,
# written by a process of its own (keeper.h).
src_cli_libcli_a_SOURCES += \
	%D%/counts.c %D%/counts.h \
	%D%/keeper.c %D%/keeper.h \
	%D%/report.c %D%/report.h \
	%D%/reporting.c %D%/reporting.h \
	$(NULL)
