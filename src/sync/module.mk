libnftload_a_SOURCES += \
	%D%/big_sets.c %D%/big_sets.h \
	%D%/blocked.c %D%/blocked.h \
	%D%/declared.c %D%/declared.h \
	%D%/fingerprint.c %D%/fingerprint.h \
	%D%/guard.c %D%/guard.h \
	%D%/literals.c %D%/literals.h \
	%D%/loss.c %D%/loss.h \
	%D%/present.c %D%/present.h \
	%D%/recall.c %D%/recall.h \
	%D%/retold.c %D%/retold.h \
	%D%/rivals.c %D%/rivals.h \
	%D%/sync.c %D%/sync.h \
	%D%/wanted.c %D%/wanted.h \
	$(NULL)
