TESTS += %D%/bounds.sh %D%/scaling.sh %D%/surroundings.sh

# The program, with a main() that runs it many times.
check_PROGRAMS += %D%/repeat
%C%_repeat_SOURCES = %D%/repeat.c src/cli/main.c
%C%_repeat_CPPFLAGS = $(AM_CPPFLAGS) -Dmain=nftload_main
%C%_repeat_CFLAGS = $(AM_CFLAGS) -Wno-missing-prototypes
%C%_repeat_LDADD = $(src_nftload_LDADD)

EXTRA_DIST += \
	%D%/bounds.py \
	%D%/bounds.sh \
	%D%/scaling.py \
	%D%/scaling.sh \
	%D%/surroundings.sh \
	$(NULL)
