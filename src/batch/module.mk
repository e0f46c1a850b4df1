libnftload_a_SOURCES += \
	%D%/batch.c %D%/batch.h \
	%D%/dump.c %D%/dump.h \
	%D%/elems.c \
	%D%/sink.c %D%/sink.h \
	$(NULL)
