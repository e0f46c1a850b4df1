confirm_tests = \
	%D%/010-decisions.sh \
	%D%/020-accidents.sh \
	%D%/030-others.sh \
	%D%/035-netns.sh \
	%D%/040-loads.sh \
	%D%/045-starts.sh \
	%D%/050-probes.sh \
	$(NULL)

confirm_soak = %D%/070-soak.sh

# Longer than a test of make check may be.
confirm_long = \
	%D%/060-ssh.sh \
	$(confirm_soak) \
	$(NULL)

TESTS += $(confirm_tests)

EXTRA_DIST += \
	%D%/lib.sh \
	%D%/soak.py \
	$(confirm_tests) \
	$(confirm_long) \
	$(NULL)

.PHONY: check-confirm
check-confirm: src/nftload
	$(MAKE) check TESTS="$(confirm_tests)"
	for test in $(confirm_long); do \
		$(LOG_COMPILE) $(srcdir)/$$test || [ $$? = 77 ] || exit 1; \
	done
