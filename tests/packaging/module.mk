TESTS += \
	%D%/boot.sh \
	%D%/completions.sh \
	%D%/provision.sh \
	%D%/unit.sh \
	$(NULL)

EXTRA_DIST += \
	%D%/deb.sh \
	%D%/boot.sh \
	%D%/completions.sh \
	%D%/provision.sh \
	%D%/unit.sh \
	$(NULL)

# Compiles everything anew: not among the tests.
.PHONY: check-deb
check-deb:
	$(srcdir)/%D%/deb.sh $(srcdir)
