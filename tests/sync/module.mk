sync_tests = \
	%D%/010-fingerprint.sh \
	%D%/020-sync.sh \
	%D%/025-diff.sh \
	%D%/030-foreign.sh \
	%D%/035-kept.sh \
	%D%/036-islands.sh \
	%D%/037-boxes.sh \
	%D%/038-flowtables.sh \
	%D%/040-open-sets.sh \
	%D%/045-netns.sh \
	%D%/050-races.sh \
	%D%/055-promises.sh \
	%D%/060-packets.sh \
	%D%/070-big-sets.sh \
	%D%/075-literals.sh \
	%D%/080-recall.sh \
	%D%/090-guard.sh \
	%D%/095-walks.sh \
	$(NULL)

TESTS += $(sync_tests)

EXTRA_DIST += \
	%D%/frozen.nft \
	%D%/generation \
	%D%/lib.sh \
	%D%/packets.py \
	%D%/writer \
	$(sync_tests) \
	$(NULL)

.PHONY: check-sync
check-sync: src/nftload
	$(MAKE) check TESTS="$(sync_tests)"
