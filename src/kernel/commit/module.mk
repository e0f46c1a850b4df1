# Sends batches.  In: batches (commit.h), changed before for older kernels
# (older.h).  Out: whether they were applied, diagnostics, echoes.
libnftload_a_SOURCES += \
	%D%/commit.c %D%/commit.h \
	%D%/echoes.c %D%/echoes.h \
	%D%/events.c %D%/events.h \
	%D%/held.c %D%/held.h \
	%D%/older.c %D%/older.h \
	%D%/older_elems.c %D%/older_elems.h \
	$(NULL)
