# Data only: the folder is shipped whole, and tests/examples runs its files.
EXTRA_DIST += \
	%D%/README.md \
	%D%/bridge-filter.nft \
	%D%/container-host.nft \
	%D%/db-server.nft \
	%D%/home-router.nft \
	%D%/ingress-flood.nft \
	%D%/ipv6-router.nft \
	%D%/kube-node.nft \
	%D%/laptop.nft \
	%D%/mail-server.nft \
	%D%/office-gateway.nft \
	%D%/vpn-gateway.nft \
	%D%/web-server.nft \
	%D%/blocklist \
	%D%/boot \
	%D%/ci \
	%D%/demo \
	%D%/errors \
	%D%/fleet \
	%D%/pictures \
	%D%/provision \
	%D%/report \
	$(NULL)

# The fallback, which a machine may start with, is installed at the same place
# everywhere.
pkgdata_DATA = %D%/boot/fallback.nft

# Draws the pictures of README.md anew; needs Graphviz.
.PHONY: pictures
pictures: src/nftload
	for name in home-router kube-node web-server; do \
		src/nftload graph $(srcdir)/%D%/$$name.nft | \
			dot -Tsvg >$(srcdir)/%D%/pictures/$$name.svg || exit; \
	done

# A program that uses the library; tests/examples/library.sh runs the program.
check_PROGRAMS += %D%/library/load
%C%_library_load_SOURCES = %D%/library/load.c
%C%_library_load_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
