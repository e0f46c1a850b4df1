EXTRA_DIST += \
	%D%/readme \
	%D%/run.sh \
	$(NULL)

# Does the steps of a newcomer on fresh Debian systems; as root, an hour.
.PHONY: check-fresh
check-fresh:
	$(srcdir)/%D%/run.sh $(srcdir) $(FRESH)
