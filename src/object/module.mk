libnftload_a_SOURCES += \
	%D%/low.h \
	%D%/nfexpr.c %D%/nfexpr.h \
	%D%/nftnl.c \
	%D%/nftnl_ids.c %D%/nftnl_ids.h \
	%D%/put.c %D%/put.h \
	%D%/schema.c %D%/schema.h \
	%D%/wire.c %D%/wire.h \
	$(NULL)
