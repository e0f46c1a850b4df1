history_tests = \
	%D%/010-undo.sh \
	%D%/015-loads.sh \
	%D%/020-folder.sh \
	%D%/030-kills.sh \
	%D%/040-walks.sh \
	$(NULL)

TESTS += $(history_tests)

EXTRA_DIST += \
	%D%/lib.sh \
	$(history_tests) \
	$(NULL)

# With kills at 200 moments, and ten walks.
.PHONY: check-history
check-history: src/nftload
	$(MAKE) check TESTS="$(history_tests)" HISTORY_KILLS=200 HISTORY_WALKS=10 \
		TEST_LIMIT=1800
