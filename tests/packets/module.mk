TESTS += %D%/differs.sh %D%/packets.sh

EXTRA_DIST += \
	%D%/README.md \
	%D%/differs.sh \
	%D%/fields.py \
	%D%/frames.py \
	%D%/judge.py \
	%D%/kinds.py \
	%D%/lines.txt \
	%D%/meaning.py \
	%D%/nft-mistakes.jsonl \
	%D%/packets.sh \
	%D%/roads.py \
	%D%/rulesets.py \
	%D%/run.py \
	%D%/wire.py \
	$(NULL)

# Sends some 20,000 packets, in under a minute.
.PHONY: check-packets
check-packets: src/nftload
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/packets.sh \
		--rules $${PACKETS_RULES:-2000} --seed $${PACKETS_SEED:-1}

# Loads the same rules with the nft that NFT_ORACLE names, and compares nft's mistakes
# with nftload's warnings.
.PHONY: check-differs
check-differs: src/nftload
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/differs.sh \
		--rules $${PACKETS_RULES:-2000} --seed $${PACKETS_SEED:-1}

# Writes the list of fixed lines that nft gets wrong anew, with a packet for each:
# review the diff.
.PHONY: nft-mistakes
nft-mistakes: src/nftload
	: >$(srcdir)/%D%/nft-mistakes.jsonl
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/differs.sh --rules 0 \
		--seed 1 --aim 60 --evidence $(abs_srcdir)/%D%/nft-mistakes.jsonl
