# One run of the program.  In: options (run.h, fallback.h).  Out: an exit code.  On
# the way the run gives up its rights (sandbox.h).
src_cli_libcli_a_SOURCES += \
	%D%/apart.c %D%/apart.h \
	%D%/caps.c %D%/caps.h \
	%D%/confirm_apart.c %D%/confirm_apart.h \
	%D%/fallback.c %D%/fallback.h \
	%D%/probe.c %D%/probe.h \
	%D%/run.c %D%/run.h \
	%D%/sandbox.c %D%/sandbox.h \
	%D%/signals.c %D%/signals.h \
	%D%/told.c %D%/told.h \
	%D%/verb_load.c %D%/verb_load.h \
	%D%/work.c %D%/work.h \
	$(NULL)

if HAVE_SECCOMP
noinst_PROGRAMS += %D%/mkfilters
%C%_mkfilters_SOURCES = %D%/mkfilters.c %D%/compact.c %D%/compact.h
%C%_mkfilters_LDADD = $(SECCOMP_LIBS)
CLEANFILES += %D%/filters.h

# mkfilters makes this header; it must exist before its users are compiled.
%D%/sandbox.$(OBJEXT): %D%/filters.h
%D%/filters.h: %D%/mkfilters$(EXEEXT)
	$(AM_V_GEN)%D%/mkfilters$(EXEEXT) >$@.new && mv $@.new $@
endif
