# main.c makes the program; the rest can be linked by tests, too.
%C%_libcli_a_SOURCES = \
	%D%/boot.c \
	%D%/boot_files.c %D%/boot_files.h \
	%D%/boot_settings.c %D%/boot_settings.h \
	%D%/counts.c %D%/counts.h \
	%D%/journal.c %D%/journal.h \
	%D%/keeper.c %D%/keeper.h \
	%D%/records.c %D%/records.h \
	%D%/report.c %D%/report.h \
	%D%/reporting.c %D%/reporting.h \
	%D%/doctor.c \
	%D%/echo.c %D%/echo.h \
	%D%/echo_document.c %D%/echo_document.h \
	%D%/echo_json.c %D%/echo_json.h \
	%D%/echo_json_object.c \
	%D%/echo_text.c \
	%D%/exit.h \
	%D%/fallback.c %D%/fallback.h \
	%D%/features.c %D%/features.h \
	%D%/flags.c \
	%D%/graph.h \
	%D%/graph_build.c \
	%D%/graph_dot.c \
	%D%/messages.c %D%/messages.h \
	%D%/options.c %D%/options.h \
	%D%/outcome.c %D%/outcome.h \
	%D%/progress.c %D%/progress.h \
	%D%/run.c %D%/run.h \
	%D%/sandbox.c %D%/sandbox.h \
	%D%/signals.c %D%/signals.h \
	%D%/stats.c %D%/stats.h \
	%D%/told.c %D%/told.h \
	%D%/verbs.c %D%/verbs.h \
	%D%/version.c %D%/version.h \
	$(NULL)

sbin_PROGRAMS = src/nftload
src_nftload_SOURCES = %D%/main.c
src_nftload_LDADD = %D%/libcli.a libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS) \
	$(CAPNG_LIBS)

if HAVE_SECCOMP
noinst_PROGRAMS += %D%/mkfilters
%C%_mkfilters_SOURCES = %D%/mkfilters.c
%C%_mkfilters_LDADD = $(SECCOMP_LIBS)
CLEANFILES += %D%/filters.h

# Made by a program: it must be there before what includes it is compiled.
%D%/sandbox.$(OBJEXT): %D%/filters.h
%D%/filters.h: %D%/mkfilters$(EXEEXT)
	$(AM_V_GEN)%D%/mkfilters$(EXEEXT) >$@.new && mv $@.new $@
endif
