libnftload_a_SOURCES += \
	%D%/arena.c %D%/arena.h \
	%D%/bytes.c %D%/bytes.h \
	%D%/chunks.c %D%/chunks.h \
	%D%/clock.c %D%/clock.h \
	%D%/map.c %D%/map.h \
	%D%/mem.c %D%/mem.h \
	%D%/name_etc.c %D%/name_source.h \
	%D%/sha256.c %D%/sha256.h \
	%D%/strpool.c %D%/strpool.h \
	%D%/util.c %D%/util.h \
	$(NULL)

# A program that is linked statically asks no name service.
if !STATIC_PROGRAM
libnftload_a_SOURCES += %D%/name_system.c
endif
