libnftload_a_SOURCES += \
	%D%/apply.c %D%/apply.h \
	%D%/apply_chain.c \
	%D%/apply_set.c \
	%D%/applying.c %D%/applying.h \
	%D%/dry_run.c %D%/dry_run.h \
	%D%/hash.c %D%/hash.h \
	%D%/hold.c \
	%D%/mark.c %D%/mark.h \
	%D%/places.c %D%/places.h \
	%D%/reach.c \
	%D%/read.c %D%/read.h \
	%D%/read_dump.c %D%/read_dump.h \
	%D%/read_same.c %D%/read_same.h \
	%D%/refs.c %D%/refs.h \
	%D%/state_canon.c %D%/state_canon.h \
	%D%/state_elems.c %D%/state_elems.h \
	%D%/store.c %D%/store.h \
	$(NULL)
