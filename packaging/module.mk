# What the system starts at boot. The rest here is for who builds packages.
pkglibexec_SCRIPTS = %D%/boot
systemd_unit = %D%/systemd/nftload.service
if HAVE_SYSTEMD
systemdsystemunit_DATA = $(systemd_unit)
endif
openrc_script = %D%/openrc/nftload

packaging_built = \
	$(pkglibexec_SCRIPTS) \
	$(systemd_unit) \
	$(openrc_script) \
	$(NULL)

noinst_DATA = $(systemd_unit) $(openrc_script)
CLEANFILES += $(packaging_built)

EXTRA_DIST += \
	%D%/boot.in \
	%D%/systemd/nftload.service.in \
	%D%/openrc/nftload.in \
	$(NULL)

$(packaging_built): %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@pkglibexecdir[@]|$(pkglibexecdir)|g' $< >$@.new && \
	case $@ in *.service) ;; *) chmod +x $@.new ;; esac && \
	mv $@.new $@
