TESTS += %D%/oracle.sh

check_PROGRAMS += tests/oracle/reference tests/oracle/selectors
tests_oracle_selectors_SOURCES = %D%/selectors.c
tests_oracle_selectors_LDADD = libnftload.a

# Built without sanitizers, since it runs with the libraries of the reference.
tests_oracle_reference_SOURCES = %D%/reference.c
tests_oracle_reference_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
tests_oracle_reference_LDFLAGS =

EXTRA_DIST += \
	%D%/README.md \
	%D%/ceiling \
	%D%/declarations.txt \
	%D%/facts.py \
	%D%/known.py \
	%D%/loaders.py \
	%D%/options.txt \
	%D%/oracle.py \
	%D%/oracle.sh \
	%D%/product.py \
	%D%/rulesets \
	%D%/statements.txt \
	%D%/values.py \
	%D%/words.py \
	$(NULL)

# All cells, in less than an hour on two processors.
.PHONY: check-oracle
check-oracle: src/nftload tests/oracle/reference tests/oracle/selectors
	NFTLOAD=$(abs_builddir)/src/nftload NFTLOAD_ORACLE_SLICE=0/1 \
		$(srcdir)/%D%/oracle.sh
