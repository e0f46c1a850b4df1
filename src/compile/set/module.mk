# Sets and elements.  In: elements of the AST, the kernel's sets.  Out: element
# messages (sets.h, set_elems.h), sorted and merged intervals (intervals.h, ranges.h).
libnftload_a_SOURCES += \
	%D%/elems_read.c \
	%D%/elems_send.c \
	%D%/elems_text.c \
	%D%/elems_walk.c \
	%D%/intervals.c %D%/intervals.h \
	%D%/merging.c \
	%D%/overlap.c \
	%D%/ranges.c %D%/ranges.h \
	%D%/ranges_known.c \
	%D%/ranges_near.c \
	%D%/ranges_send.c \
	%D%/set_anon.c \
	%D%/set_build.h \
	%D%/set_elems.h \
	%D%/set_find.c \
	%D%/set_udata.c \
	%D%/sets.h \
	%D%/typeof_decode.c \
	$(NULL)
