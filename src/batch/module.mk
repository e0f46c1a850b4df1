libnftload_a_SOURCES += \
	%D%/batch.c %D%/batch.h \
	%D%/dump.c %D%/dump.h \
	%D%/encoder.c %D%/encoder.h \
	%D%/pieces.c %D%/pieces.h \
	%D%/reshape.c %D%/reshape.h \
	%D%/sink.c \
	%D%/used.c %D%/used.h \
	$(NULL)
