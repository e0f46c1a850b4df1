trust_tests = \
	%D%/doctor.sh \
	%D%/hardening.sh \
	%D%/killed.sh \
	%D%/private.sh \
	%D%/sandbox.sh \
	%D%/signals.sh \
	%D%/writers.sh \
	$(NULL)

TESTS += $(trust_tests)

check_PROGRAMS += %D%/sandbox-probe
%C%_sandbox_probe_SOURCES = %D%/sandbox-probe.c
%C%_sandbox_probe_LDADD = libnftload.a $(CAPNG_LIBS)

EXTRA_DIST += \
	$(trust_tests) \
	%D%/atomic.py \
	$(NULL)

# The same for longer: 200 kills, 200 signals, a minute of writing at once.
.PHONY: soak
soak: src/nftload
	NFTLOAD_ROUNDS=200 NFTLOAD_SECONDS=60 \
		$(MAKE) check TESTS="$(trust_tests)"
