kernel_tests = \
	%D%/001-usage.sh \
	%D%/010-load.sh \
	%D%/011-stdin.sh \
	%D%/012-files.sh \
	%D%/013-words.sh \
	%D%/014-shebang.sh \
	%D%/020-check.sh \
	%D%/021-check-kernel.sh \
	%D%/030-unchanged.sh \
	%D%/031-permission.sh \
	%D%/032-too-big.sh \
	%D%/033-memory.sh \
	%D%/034-race.sh \
	%D%/040-echo.sh \
	%D%/041-echo-json.sh \
	%D%/043-callers.sh \
	%D%/044-json-strings.sh \
	%D%/050-one-sendmsg.sh \
	%D%/060-commands.sh \
	%D%/061-destroy.sh \
	%D%/062-timeouts.sh \
	%D%/063-older.sh \
	%D%/070-inputs.sh \
	%D%/071-fallback.sh \
	%D%/072-foreign.sh \
	%D%/073-missing-interface.sh \
	%D%/075-nothing.sh \
	%D%/076-journal.sh \
	%D%/080-dump.sh \
	%D%/090-errors.sh \
	%D%/091-words.sh \
	%D%/100-transports.sh \
	%D%/101-each.sh \
	%D%/102-netns.sh \
	%D%/103-stats.sh \
	%D%/110-report.sh \
	%D%/111-places.sh \
	%D%/112-json-inputs.sh \
	%D%/120-same-as.sh \
	%D%/121-reshaped.sh \
	%D%/122-near.sh \
	%D%/123-long.sh \
	$(NULL)

TESTS += $(kernel_tests)

EXTRA_DIST += \
	$(kernel_tests) \
	%D%/both_ways.py \
	%D%/commands \
	%D%/in-netns \
	%D%/lib.sh \
	%D%/places/documents.py \
	%D%/places/places.py \
	%D%/near \
	%D%/reshaped \
	%D%/same-as \
	$(NULL)

.PHONY: check-kernel
check-kernel: src/nftload
	$(MAKE) check TESTS="$(kernel_tests)"
