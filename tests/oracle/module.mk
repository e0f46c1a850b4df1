TESTS += %D%/oracle.sh

EXTRA_DIST += \
	%D%/cases.py \
	%D%/compare.py \
	%D%/declarations.txt \
	%D%/facts.py \
	%D%/known.py \
	%D%/oracle.sh \
	%D%/rulesets \
	%D%/selectors.txt \
	%D%/statements.txt \
	%D%/words.py \
	$(NULL)

# All cases, with as many joined ones, in about five minutes.
.PHONY: check-oracle
check-oracle: src/nftload
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/oracle.sh 100000 random
