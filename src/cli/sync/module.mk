# States compared: the verbs sync, diff and fingerprint.  In: options, what sync/
# came to.  Out: an exit code; differences as text and as JSON.
src_cli_libcli_a_SOURCES += \
	%D%/session.c %D%/session.h \
	%D%/verb_fingerprint.c \
	%D%/verb_sync.h \
	$(NULL)
