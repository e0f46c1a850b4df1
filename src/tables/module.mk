libnftload_a_SOURCES += \
	%D%/abi.h \
	%D%/dtype.c %D%/dtype.h \
	%D%/exthdr.c %D%/exthdr.h \
	%D%/family.c %D%/family.h \
	%D%/kconfig.c %D%/kconfig.h \
	%D%/keys.c %D%/keys.h \
	%D%/proto.c %D%/proto.h \
	%D%/since.c %D%/since.h \
	%D%/words.c %D%/words.h \
	$(NULL)
