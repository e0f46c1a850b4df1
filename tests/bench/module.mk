# Only `make bench` builds and runs the benchmarks, as root.  They take some twenty
# minutes, and their figures are only reliable on an idle machine.
# BENCH_FLAGS has options for them: make bench BENCH_FLAGS='--quick --only set'.
bench_programs = \
	%D%/capture.so \
	%D%/measure \
	%D%/replay \
	$(NULL)
EXTRA_PROGRAMS = $(bench_programs)
CLEANFILES += $(bench_programs)

%C%_measure_LDADD =
%C%_replay_LDADD =
# A library to preload, not a program.
%C%_capture_so_SOURCES = %D%/capture.c
%C%_capture_so_CFLAGS = -std=gnu11 $(WARN_CFLAGS) -fPIC
%C%_capture_so_LDFLAGS = -shared
%C%_capture_so_LDADD =

EXTRA_DIST += \
	%D%/README.md \
	%D%/boot.nft \
	%D%/pairs \
	%D%/plan.py \
	%D%/plot.py \
	%D%/readme.py \
	%D%/report.py \
	%D%/run \
	%D%/start-order \
	%D%/syncs \
	%D%/transports \
	%D%/workload \
	doc/performance.md \
	doc/performance.svg \
	doc/transports.md \
	$(NULL)

.PHONY: start-order
start-order: src/nftload
	cd $(srcdir) && tests/bench/workload boot 60 >$(abs_builddir)/src/boot.nft && \
		tests/bench/start-order $(abs_builddir)/src/nftload \
		$(abs_builddir)/src/cli/run/sandbox.o $(abs_builddir)/src/cli/run/caps.o \
		$(abs_builddir)/src/boot.nft \
		tests/bench/boot.nft examples/*.nft examples/demo/firewall.nft \
		examples/blocklist/blocklist.nft >$(abs_builddir)/src/start-order.new
	mv src/start-order.new $(srcdir)/src/start-order
	rm -f src/boot.nft

.PHONY: bench bench-pairs bench-transports bench-program
bench: bench-pairs $(bench_programs) tests/state/readout
	$(srcdir)/%D%/run --doc $(srcdir)/doc/performance.md $(BENCH_FLAGS)
	$(srcdir)/%D%/readme.py $(srcdir)
	$(srcdir)/%D%/syncs

# Run by run beside nft, NFT_ORACLE where that is set; some fifteen minutes.
bench-pairs: bench-program tests/bench/measure
	$(srcdir)/%D%/pairs --doc $(srcdir)/doc/performance.md $(PAIRS_FLAGS)

# The README's table, from the figures in doc/performance.md.
.PHONY: bench-readme
bench-readme:
	$(srcdir)/%D%/readme.py $(srcdir)

# io_uring needs --with-liburing; loading the library makes each start slower.
bench-transports: bench-program tests/bench/measure
	$(srcdir)/%D%/transports --doc $(srcdir)/doc/transports.md \
		$(BENCH_FLAGS)

# What a sync costs, beside a load; some ten minutes.
.PHONY: bench-syncs
bench-syncs: bench-program tests/bench/measure tests/state/readout
	$(srcdir)/%D%/syncs $(BENCH_FLAGS)

# Not for developer builds: assertions and small constants would be measured.
bench-program: src/nftload
	@! grep -q 'define NFTLOAD_DEVELOPER 1' config.h || { \
		echo "bench: not in a build with --enable-developer"; exit 1; }

.PHONY: clean-bench
clean-local: clean-bench
clean-bench:
	rm -rf bench-results
