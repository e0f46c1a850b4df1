libnftload_a_SOURCES += \
	%D%/apply.c %D%/apply.h \
	%D%/elems.c %D%/elems.h \
	%D%/read.c %D%/read.h \
	%D%/read_dump.c %D%/read_dump.h \
	%D%/script.c %D%/script.h \
	%D%/store.c %D%/store.h \
	$(NULL)
