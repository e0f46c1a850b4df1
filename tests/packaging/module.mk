TESTS += \
	%D%/boot.sh \
	%D%/boot-sync.sh \
	%D%/completions.sh \
	%D%/provision.sh \
	%D%/recipes.sh \
	%D%/silent.sh \
	%D%/unit.sh \
	$(NULL)

EXTRA_DIST += \
	%D%/deb.sh \
	%D%/boots \
	%D%/boots.sh \
	%D%/confirm-unit \
	%D%/confirm-unit.sh \
	%D%/deb-install.sh \
	%D%/root.sh \
	%D%/dist.sh \
	%D%/installed \
	%D%/boot.sh \
	%D%/boot-sync.sh \
	%D%/completions.sh \
	%D%/provision.sh \
	%D%/puppet.sh \
	%D%/recipes.py \
	%D%/recipes.sh \
	%D%/silent.sh \
	%D%/static.sh \
	%D%/unit.sh \
	$(NULL)

# A program without shared libraries, built and run; skips where a library has no
# static one.  Compiles everything anew.
.PHONY: check-static
check-static:
	$(srcdir)/%D%/static.sh $(srcdir)

# Compiles everything anew, so it is not in `make check`.
.PHONY: check-deb
check-deb:
	$(srcdir)/%D%/deb.sh $(srcdir)

# Boots and reloads in a container for each row of boots/rows.py; as root.  BOOT_ROOT
# may name a fresh Debian.
.PHONY: check-boot
check-boot: src/nftload
	$(srcdir)/%D%/boots.sh .

# Kills holders of changes in a container whose units watch them; as root.  BOOT_ROOT
# as above.
.PHONY: check-confirm-unit
check-confirm-unit: src/nftload
	$(srcdir)/%D%/confirm-unit.sh .

# Installs the package on a fresh Debian, as root; DEB_ROOT may name one.
.PHONY: check-deb-install
check-deb-install:
	$(srcdir)/%D%/deb-install.sh $(srcdir)

# Compares the tarballs of two clones.
.PHONY: check-dist
check-dist:
	$(srcdir)/%D%/dist.sh $(srcdir)
