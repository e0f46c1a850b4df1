# The report file.  In: the result of a run (report.h).  Out: one JSON document,
# which a separate process writes (report_file.h).
src_cli_libcli_a_SOURCES += \
	%D%/audit.c %D%/audit.h \
	%D%/counts.c %D%/counts.h \
	%D%/report.c %D%/report.h \
	%D%/report_file.c %D%/report_file.h \
	%D%/reporting.c %D%/reporting.h \
	$(NULL)
