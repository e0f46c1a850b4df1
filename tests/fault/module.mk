TESTS += %D%/allocations.sh %D%/outcomes.sh

# These are built without libtool; where they cannot be built, the tests are skipped.
check_DATA = %D%/countdown.so %D%/standin.so
%D%/countdown.so: $(srcdir)/%D%/countdown.c
	@$(MKDIR_P) %D%
	-$(AM_V_CCLD)$(CC) -O1 -fPIC -shared -o $@ $(srcdir)/%D%/countdown.c
%D%/standin.so: $(srcdir)/%D%/standin.c $(srcdir)/%D%/preloaded.h
	@$(MKDIR_P) %D%
	-$(AM_V_CCLD)$(CC) -O1 -fPIC -shared -o $@ $(srcdir)/%D%/standin.c
CLEANFILES += %D%/countdown.so %D%/standin.so

EXTRA_DIST += \
	%D%/allocations.py \
	%D%/allocations.sh \
	%D%/countdown.c \
	%D%/outcomes.sh \
	%D%/preloaded.h \
	%D%/standin.c \
	$(NULL)
