TESTS += %D%/doc.sh

EXTRA_DIST += \
	%D%/doc.py \
	%D%/doc.sh \
	%D%/fleet.py \
	%D%/fleet.sh \
	%D%/lab.py \
	%D%/sanity.py \
	$(NULL)

# Rollouts over ssh to namespaces, some minutes; as root.  HOSTS=20 measures.
.PHONY: check-fleet
check-fleet: src/nftload
	srcdir=$(srcdir) $(srcdir)/%D%/doc.sh all
	srcdir=$(srcdir) $(srcdir)/tests/packaging/puppet.sh || [ $$? = 77 ]
	srcdir=$(srcdir) HOSTS=$(HOSTS) $(srcdir)/%D%/fleet.sh
