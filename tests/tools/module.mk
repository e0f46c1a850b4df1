EXTRA_DIST += \
	%D%/style.py \
	$(NULL)

.PHONY: lint
lint:
	python3 $(srcdir)/%D%/style.py $(srcdir)
	@if command -v shellcheck >/dev/null; then \
		cd $(srcdir) && shellcheck bootstrap .ci/run \
			tests/bootstrap/*.sh tests/examples/*.sh; \
	else \
		echo "shellcheck is not here: scripts not looked at"; \
	fi
