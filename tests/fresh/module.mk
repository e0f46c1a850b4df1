EXTRA_DIST += \
	%D%/run.sh \
	$(NULL)

# What a newcomer does, on fresh Debians; as root, an hour.
.PHONY: check-fresh
check-fresh:
	$(srcdir)/%D%/run.sh $(srcdir) $(FRESH)
