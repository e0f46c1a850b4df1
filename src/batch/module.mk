libnftload_a_SOURCES += \
	%D%/batch.c %D%/batch.h \
	%D%/decode.c %D%/decode.h \
	%D%/elems.c \
	%D%/encode.c %D%/encode.h \
	$(NULL)
