TESTS += %D%/grammar.sh

EXTRA_DIST += \
	%D%/cppcheck.txt \
	%D%/grammar.py \
	%D%/grammar.sh \
	%D%/state.py \
	%D%/style.py \
	%D%/valgrind \
	$(NULL)

lint_flags = -std=gnu11 -I$(srcdir)/src -I. -Isrc -DSYSCONFDIR=\"/etc\"

.PHONY: lint lint-style lint-tidy lint-cppcheck
lint: lint-style lint-tidy lint-cppcheck
lint-style:
	python3 $(srcdir)/%D%/style.py $(srcdir)
	@if command -v shellcheck >/dev/null; then \
		cd $(srcdir) && shellcheck -x -P SCRIPTDIR bootstrap .ci/run \
			tests/bootstrap/*.sh tests/examples/*.sh \
			tests/golden/run tests/graph/*.sh \
			tests/kernel/in-netns \
			tests/kernel/*.sh tests/looks/*.sh tests/man/*.sh \
			tests/packaging/*.sh tests/fault/*.sh \
			tests/fuzz/*.sh tests/fuzz/run tests/fuzz/seeds \
			tests/hostile/*.sh tests/trust/*.sh; \
	else \
		echo "shellcheck is not here: scripts not looked at"; \
	fi

lint-tidy: config.h all
	@if command -v clang-tidy >/dev/null; then \
		clang-tidy --quiet --config-file=$(srcdir)/.clang-tidy \
			$(srcdir)/src/*/*.c -- $(lint_flags) 2>/dev/null; \
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

# All tests with the program under valgrind, outside of its sandbox.
.PHONY: check-valgrind
check-valgrind: src/nftload
	VALGRIND_OF=$(abs_top_builddir)/src/nftload \
	NFTLOAD=$(abs_srcdir)/%D%/valgrind $(MAKE) check \
		TESTS="$(VALGRIND_TESTS)"
VALGRIND_TESTS = tests/golden/run tests/examples/rulesets.sh \
	tests/examples/mistakes.sh tests/hostile/bounds.sh \
	$(filter-out %/032-too-big.sh %/033-memory.sh %/034-race.sh %/050-one-sendmsg.sh,$(kernel_tests))

# Writes doc/grammar.md anew, from the comments in src/syntax.
.PHONY: grammar
grammar:
	python3 $(srcdir)/%D%/grammar.py $(srcdir) >$(srcdir)/doc/grammar.new
	mv $(srcdir)/doc/grammar.new $(srcdir)/doc/grammar.md
