client_tests = \
	%D%/fail2ban.sh \
	%D%/firewalld.sh \
	%D%/libvirt.sh \
	%D%/lxc-net.sh \
	%D%/sshguard.sh \
	%D%/sshuttle.sh \
	%D%/wg-quick.sh \
	$(NULL)

# Each test is skipped if its package is not unpacked.
TESTS += $(client_tests)

EXTRA_DIST += \
	$(client_tests) \
	%D%/firewalld \
	%D%/held.py \
	%D%/lib.sh \
	%D%/nft.in \
	$(NULL)

# Fetches Debian's packages, unpacks them below tests/clients/packages, and runs
# the programs in namespaces of their own.
.PHONY: check-clients
check-clients: src/nftload
	CLIENTS_FETCH=yes $(MAKE) check TESTS="$(client_tests)"
