sync_tests = \
	%D%/010-fingerprint.sh \
	$(NULL)

TESTS += $(sync_tests)

EXTRA_DIST += \
	$(sync_tests) \
	$(NULL)

.PHONY: check-sync
check-sync: src/nftload
	$(MAKE) check TESTS="$(sync_tests)"
