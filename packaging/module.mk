# The files that the system starts at boot.  The other files are for builders of
# packages.
systemd_units = \
	%D%/systemd/nftload.service \
	%D%/systemd/nftload-confirm.path \
	%D%/systemd/nftload-confirm.service \
	$(NULL)
if HAVE_SYSTEMD
systemdsystemunit_DATA = $(systemd_units)
endif
openrc_script = %D%/openrc/nftload

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
bashcompletion_DATA = %D%/completions/nftload
zshcompletion_DATA = %D%/completions/_nftload
fishcompletion_DATA = %D%/completions/nftload.fish
dist_pkgdata_DATA = %D%/completions/rows.awk

# Ansible finds a collection by the folders that it is in.
ansibledir = $(datadir)/ansible/collections/ansible_collections/nftload/firewall
ansiblemetadir = $(ansibledir)/meta
ansibleactiondir = $(ansibledir)/plugins/action
ansiblemodulesdir = $(ansibledir)/plugins/modules
ansibleutilsdir = $(ansibledir)/plugins/module_utils
ansible_DATA = %D%/ansible/galaxy.yml
dist_ansible_DATA = %D%/ansible/README.md %D%/ansible/CHANGELOG.md
dist_ansiblemeta_DATA = %D%/ansible/meta/runtime.yml
dist_ansibleaction_DATA = %D%/ansible/plugins/action/ruleset.py
dist_ansiblemodules_DATA = \
	%D%/ansible/plugins/modules/ruleset.py \
	%D%/ansible/plugins/modules/ruleset_info.py \
	$(NULL)
dist_ansibleutils_DATA = %D%/ansible/plugins/module_utils/run.py

# The collection as ansible-galaxy installs it.
.PHONY: dist-ansible
dist-ansible: $(ansible_DATA)
	rm -rf ansible-collection
	$(MKDIR_P) ansible-collection
	cp -R $(srcdir)/%D%/ansible/. ansible-collection
	cp $(ansible_DATA) ansible-collection
	ansible-galaxy collection build --force ansible-collection
	rm -rf ansible-collection

packaging_built = \
	$(ansible_DATA) \
	$(systemd_units) \
	$(openrc_script) \
	$(bashcompletion_DATA) \
	$(zshcompletion_DATA) \
	$(fishcompletion_DATA) \
	$(NULL)

noinst_DATA = $(systemd_units) $(openrc_script)
CLEANFILES += $(packaging_built)

EXTRA_DIST += \
	%D%/ansible/galaxy.yml.in \
	%D%/systemd/nftload.service.in \
	%D%/systemd/nftload-confirm.path.in \
	%D%/systemd/nftload-confirm.service.in \
	%D%/openrc/nftload.in \
	%D%/completions/nftload.in \
	%D%/completions/_nftload.in \
	%D%/completions/nftload.fish.in \
	%D%/debian \
	%D%/rpm/nftload.spec \
	%D%/alpine/APKBUILD \
	$(NULL)

$(packaging_built): %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e 's|@PACKAGE_VERSION[@]|$(PACKAGE_VERSION)|g' \
		-e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@pkgdatadir[@]|$(pkgdatadir)|g' $< >$@.new && \
	case $@ in */openrc/*) chmod +x $@.new ;; esac && \
	mv $@.new $@
