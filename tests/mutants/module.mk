EXTRA_DIST += \
	%D%/known.txt \
	%D%/mutants.py \
	%D%/pieces.py \
	%D%/trace.c \
	$(NULL)

# Changes the source in one place at a time and lists the changes that no test sees.
# MUTANTS has options for it: --count 50 --only compile/
.PHONY: mutants
mutants: src/nftload tests/fault/standin.so tests/tools/state
	python3 $(srcdir)/%D%/mutants.py $(srcdir) $(abs_builddir) \
		"$(CC) $(DEFS) $(CPPFLAGS) $(AM_CPPFLAGS) $(AM_CFLAGS)" \
		"$(CMOCKA_LIBS) $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS) $(NETTLE_LIBS) $(URING_LIBS)" \
		$(MUTANTS)
