trust_tests = \
	%D%/audit.sh \
	%D%/doctor.sh \
	%D%/filters.sh \
	%D%/hardening.sh \
	%D%/interrupted.sh \
	%D%/killed.sh \
	%D%/kills.sh \
	%D%/order.sh \
	%D%/private.sh \
	%D%/rights.sh \
	%D%/sandbox.sh \
	%D%/signals.sh \
	%D%/writers.sh \
	$(NULL)

TESTS += $(trust_tests)

check_PROGRAMS += %D%/sandbox-probe
%C%_sandbox_probe_SOURCES = %D%/sandbox-probe.c
%C%_sandbox_probe_LDADD = src/cli/libcli.a libnftload.a $(JANSSON_LIBS)

# This is built without libtool; where it cannot be built, the test is skipped.
check_DATA += %D%/spy.so
%D%/spy.so: $(srcdir)/%D%/spy.c $(srcdir)/tests/fault/preloaded.h
	@$(MKDIR_P) %D%
	-$(AM_V_CCLD)$(CC) -O1 -fPIC -shared -o $@ $(srcdir)/%D%/spy.c -ldl
CLEANFILES += %D%/spy.so

# Files that a failing test leaves.
mostlyclean-local:
	-rm -rf %D%/*.evidence tests/clients/packages

EXTRA_DIST += \
	$(trust_tests) \
	%D%/atomic.py \
	%D%/filters.py \
	%D%/kills.py \
	%D%/spy.c \
	$(NULL)

# Runs the same for longer: 10,000 kills and signals of all verbs, 200 kills and 200
# signals of long loads, a minute of concurrent writers.
.PHONY: soak
soak: TEST_LIMIT = 7200
soak: src/nftload
	NFTLOAD_KILLS=10000 NFTLOAD_ROUNDS=200 NFTLOAD_SECONDS=60 \
		$(MAKE) check TEST_LIMIT=7200 TESTS="$(trust_tests)"
	NFTLOAD_ROUNDS=200 $(LOG_COMPILE) $(srcdir)/$(confirm_soak) || [ $$? = 77 ]
