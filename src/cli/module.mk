# main.c is the program; all other files are a library that tests link, too.
%C%_libcli_a_SOURCES = \
	%D%/doctor.c \
	%D%/features.c %D%/features.h \
	%D%/verbs.c %D%/verbs.h \
	%D%/version.c %D%/version.h \
	$(NULL)
include src/cli/boot/module.mk
include src/cli/confirm/module.mk
include src/cli/echo/module.mk
include src/cli/graph/module.mk
include src/cli/history/module.mk
include src/cli/list/module.mk
include src/cli/report/module.mk
include src/cli/run/module.mk
include src/cli/sync/module.mk
include src/cli/undo/module.mk
include src/cli/user/module.mk

sbin_PROGRAMS = src/nftload
src_nftload_SOURCES = %D%/main.c
src_nftload_LDFLAGS = $(AM_LDFLAGS) $(STATIC_LDFLAGS) $(START_LDFLAGS)
src_nftload_LDADD = %D%/libcli.a libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
src_nftload_DEPENDENCIES = %D%/libcli.a libnftload.a $(START_SCRIPT)

# The linker's own script, in which the functions of start-order come first.
src/start.lds: $(srcdir)/src/start-order $(srcdir)/src/start.awk Makefile
	@$(MKDIR_P) src
	$(AM_V_GEN)$(CC) $(CFLAGS) $(src_nftload_LDFLAGS:-Wl,-T,%=) $(LDFLAGS) -Wl,--verbose \
		-x c /dev/null -o $@.none 2>/dev/null | \
		$(AWK) -f $(srcdir)/src/start.awk $(srcdir)/src/start-order - >$@.new || \
		{ echo "This linker has no script to order: run configure with its LDFLAGS." >&2; exit 1; }
	$(AM_V_at)mv $@.new $@
CLEANFILES += src/start.lds src/start.lds.new
