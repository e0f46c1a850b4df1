# States compared and shown: the verbs sync, diff, fingerprint and convert.  In: options, what sync/
# came to.  Out: an exit code; differences as text and as JSON.
src_cli_libcli_a_SOURCES += \
	%D%/items.c %D%/items.h \
	%D%/marks.c %D%/marks.h \
	%D%/one_state.c %D%/one_state.h \
	%D%/session.c %D%/session.h \
	%D%/show.h %D%/show_keep.c \
	%D%/show_json.c \
	%D%/show_text.c \
	%D%/sync_netns.c %D%/sync_netns.h \
	%D%/wording.c %D%/wording.h \
	%D%/verb_convert.c \
	%D%/verb_diff.c \
	%D%/verb_fingerprint.c \
	%D%/verb_sync.c %D%/verb_sync.h \
	$(NULL)
