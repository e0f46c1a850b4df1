# The files that the system starts at boot.  The other files are for builders of
# packages.
systemd_unit = %D%/systemd/nftload.service
if HAVE_SYSTEMD
systemdsystemunit_DATA = $(systemd_unit)
endif
openrc_script = %D%/openrc/nftload

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
bashcompletion_DATA = %D%/completions/nftload
zshcompletion_DATA = %D%/completions/_nftload
fishcompletion_DATA = %D%/completions/nftload.fish
dist_pkgdata_DATA = %D%/completions/rows.awk

packaging_built = \
	$(systemd_unit) \
	$(openrc_script) \
	$(bashcompletion_DATA) \
	$(zshcompletion_DATA) \
	$(fishcompletion_DATA) \
	$(NULL)

noinst_DATA = $(systemd_unit) $(openrc_script)
CLEANFILES += $(packaging_built)

EXTRA_DIST += \
	%D%/systemd/nftload.service.in \
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
	sed -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@pkgdatadir[@]|$(pkgdatadir)|g' $< >$@.new && \
	case $@ in */openrc/*) chmod +x $@.new ;; esac && \
	mv $@.new $@
