TESTS += %D%/grammar.sh

EXTRA_DIST += \
	%D%/grammar.py \
	%D%/grammar.sh \
	%D%/state.py \
	%D%/style.py \
	$(NULL)

.PHONY: lint
lint:
	python3 $(srcdir)/%D%/style.py $(srcdir)
	@if command -v shellcheck >/dev/null; then \
		cd $(srcdir) && shellcheck -x -P SCRIPTDIR bootstrap .ci/run \
			tests/bootstrap/*.sh tests/examples/*.sh \
			tests/golden/run tests/kernel/in-netns \
			tests/kernel/*.sh tests/man/*.sh \
			tests/packaging/*.sh; \
	else \
		echo "shellcheck is not here: scripts not looked at"; \
	fi

# Writes doc/grammar.md anew, from the comments in src/syntax.
.PHONY: grammar
grammar:
	python3 $(srcdir)/%D%/grammar.py $(srcdir) >$(srcdir)/doc/grammar.new
	mv $(srcdir)/doc/grammar.new $(srcdir)/doc/grammar.md
