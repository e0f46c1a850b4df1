libnftload_a_SOURCES += \
	%D%/apply.c %D%/apply.h \
	%D%/canon.c %D%/canon.h \
	%D%/elems.c %D%/elems.h \
	%D%/hash.c %D%/hash.h \
	%D%/mark.c %D%/mark.h \
	%D%/read.c %D%/read.h \
	%D%/read_dump.c %D%/read_dump.h \
	%D%/store.c %D%/store.h \
	$(NULL)
