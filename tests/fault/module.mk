TESTS += %D%/allocations.sh

# Built without libtool, and where it cannot be built the test is skipped.
check_DATA = %D%/countdown.so
%D%/countdown.so: $(srcdir)/%D%/countdown.c
	@$(MKDIR_P) %D%
	-$(AM_V_CCLD)$(CC) -O1 -fPIC -shared -o $@ $(srcdir)/%D%/countdown.c
CLEANFILES += %D%/countdown.so

EXTRA_DIST += \
	%D%/allocations.py \
	%D%/allocations.sh \
	%D%/countdown.c \
	$(NULL)
