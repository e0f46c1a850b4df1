# What a run leaves on the disk for later ones.  In: a commit, with its states.
# Out: an entry of the history.
src_cli_libcli_a_SOURCES += \
	%D%/clerk.c %D%/clerk.h \
	%D%/keeping.c %D%/keeping.h \
	%D%/loading.c %D%/loading.h \
	%D%/noting.c %D%/noting.h \
	$(NULL)
