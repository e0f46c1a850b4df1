# The verb boot.  In: settings and files of this machine.  Out: a run (boot.h).
src_cli_libcli_a_SOURCES += \
	%D%/boot.c %D%/boot.h \
	%D%/boot_files.c %D%/boot_files.h \
	%D%/boot_settings.c %D%/boot_settings.h \
	%D%/last_good.c %D%/last_good.h \
	%D%/spare_note.c %D%/spare_note.h \
	$(NULL)
