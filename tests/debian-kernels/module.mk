EXTRA_DIST += \
	%D%/compare.py \
	%D%/draw.py \
	%D%/image \
	%D%/init \
	%D%/kernel \
	%D%/lacking.sh \
	%D%/parts \
	%D%/run \
	%D%/statuses.sh \
	$(NULL)

# Runs 300 cases on each of Debian's kernels in an emulated machine, and on this
# machine's kernel.
.PHONY: check-kernels
check-kernels: src/nftload tests/fault/standin.so tests/object/roundtrip \
		tests/state/walks \
		tests/tools/state
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/run $(KERNELS)

# Also runs every test that loads something: an hour.
.PHONY: check-kernels-all
check-kernels-all: src/nftload tests/fault/standin.so tests/object/roundtrip \
		tests/state/walks \
		tests/tools/state
	NFTLOAD=$(abs_builddir)/src/nftload $(srcdir)/%D%/run --cases 100000 \
		--parts statuses,examples,mistakes,demo,doctor,destroys,timeouts,lacking,objects,walks,corpus,kernel-tests $(KERNELS)
