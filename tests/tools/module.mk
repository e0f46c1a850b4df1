TESTS += %D%/grammar.sh %D%/limited.sh %D%/start.sh %D%/state.sh

check_PROGRAMS += %D%/state
%C%_state_SOURCES = %D%/state.c
%C%_state_LDADD = $(MNL_LIBS)

EXTRA_DIST += \
	%D%/cppcheck.txt \
	%D%/floors.py \
	%D%/grammar.py \
	%D%/grammar.sh \
	%D%/limited.py \
	%D%/limited.sh \
	%D%/skips.sh \
	%D%/start.sh \
	%D%/state.py \
	%D%/state.sh \
	%D%/style.py \
	%D%/symbols.py \
	%D%/valgrind \
	$(NULL)

lint_flags = -std=gnu11 -I$(srcdir)/src -I. -Isrc -DSYSCONFDIR=\"/etc\"

.PHONY: lint lint-style lint-symbols lint-tidy lint-cppcheck
lint: lint-style lint-symbols lint-tidy lint-cppcheck
lint-style:
	python3 $(srcdir)/%D%/style.py $(srcdir)
	@if command -v shellcheck >/dev/null; then \
		cd $(srcdir) && shellcheck -x -P SCRIPTDIR bootstrap .ci/run \
			tests/bootstrap/*.sh tests/clients/*.sh \
			tests/examples/*.sh \
			tests/fresh/*.sh tests/tools/*.sh \
			tests/golden/run tests/graph/*.sh \
			tests/kernel/in-netns \
			tests/kernel/*.sh tests/looks/*.sh tests/man/*.sh \
			tests/packaging/*.sh tests/fault/*.sh \
			tests/fuzz/*.sh tests/fuzz/run tests/fuzz/seeds \
			tests/hostile/*.sh tests/packets/*.sh tests/trust/*.sh; \
	else \
		echo "shellcheck is not here: scripts not looked at"; \
	fi

lint-symbols: all
	python3 $(srcdir)/%D%/symbols.py $(srcdir) .

lint-tidy: config.h all
	@if command -v clang-tidy >/dev/null; then \
		clang-tidy --quiet --config-file=$(srcdir)/.clang-tidy \
			$$(find $(srcdir)/src -name '*.c' | sort) -- $(lint_flags) 2>/dev/null; \
	else \
		echo "clang-tidy is not here"; \
	fi

lint-cppcheck: config.h
	@if command -v cppcheck >/dev/null; then \
		cd $(srcdir) && cppcheck --quiet --std=c11 --error-exitcode=1 \
			--enable=warning,portability,performance \
			--suppress=missingIncludeSystem \
			--suppressions-list=tests/tools/cppcheck.txt \
			-Isrc -I$(abs_top_builddir) -DHAVE_CONFIG_H \
			-DSYSCONFDIR=\"/etc\" src; \
	else \
		echo "cppcheck is not here"; \
	fi

# Runs all tests under valgrind, outside of the sandbox, except tests that
#   bound memory or files, count calls or instructions, or race against time,
#   look at the sandbox or at the program's file,
#   do not run the program.
# Tests that run the program a thousand times take every twenty-fifth case.
valgrind_not = \
	%/fault/allocations.sh %/hostile/scaling.sh %/hostile/surroundings.sh \
	%/kernel/032-too-big.sh %/kernel/033-memory.sh %/kernel/034-race.sh \
	%/kernel/050-one-sendmsg.sh %/looks/terminal.sh \
	%/tools/start.sh %/trust/interrupted.sh %/trust/hardening.sh %/trust/order.sh \
	%/trust/sandbox.sh \
	%/bootstrap/managers.sh %/golden/rows.sh %/packaging/boot.sh \
	%/packaging/completions.sh %/packaging/silent.sh \
	%/packaging/unit.sh %/tools/grammar.sh %/tools/limited.sh

.PHONY: check-valgrind
check-valgrind: src/nftload
	VALGRIND_OF=$(abs_top_builddir)/src/nftload NFTLOAD_EVERY=25 \
	NFTLOAD=$(abs_srcdir)/%D%/valgrind $(MAKE) check TEST_LIMIT=3600 \
		TESTS="$(filter-out $(valgrind_not) $(unit_tests) \
			%/fuzz/replay.sh,$(TESTS))"
	$(MAKE) check TEST_LIMIT=3600 TESTS="$(unit_tests)" \
		LOG_FLAGS=$(abs_srcdir)/%D%/valgrind
	FUZZ_UNDER=$(abs_srcdir)/%D%/valgrind $(MAKE) check TEST_LIMIT=3600 \
		TESTS=tests/fuzz/replay.sh

# Writes doc/grammar.md anew, from the comments in src/syntax.
.PHONY: grammar
grammar:
	python3 $(srcdir)/%D%/grammar.py $(srcdir) >$(srcdir)/doc/grammar.new
	mv $(srcdir)/doc/grammar.new $(srcdir)/doc/grammar.md
