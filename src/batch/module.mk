libnftload_a_SOURCES += \
	%D%/batch.c %D%/batch.h \
	%D%/decode.c %D%/decode.h \
	%D%/elems.c \
	%D%/encode.c %D%/encode.h \
	%D%/expr.c %D%/expr.h \
	%D%/nftnl_ids.c %D%/nftnl_ids.h \
	%D%/object.c \
	%D%/schema.c %D%/schema.h \
	%D%/wire.c %D%/wire.h \
	$(NULL)
