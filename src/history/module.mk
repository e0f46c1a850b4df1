libnftload_a_SOURCES += \
	%D%/entry.c %D%/entry.h \
	%D%/folder.c %D%/folder.h \
	%D%/others.c %D%/others.h \
	%D%/pack.c %D%/pack.h \
	%D%/past.c %D%/past.h \
	%D%/unconfirmed.c %D%/unconfirmed.h \
	%D%/undo.c %D%/undo.h \
	$(NULL)
