# The kernel's errors in words.  In: errors by sequence number and offset
# (explain.h).  Out: diagnostics with hints; it asks the kernel for names.
libnftload_a_SOURCES += \
	%D%/clues.c %D%/clues.h \
	%D%/explain.c %D%/explain.h \
	%D%/holders.c %D%/holders.h \
	%D%/known.c %D%/known.h \
	%D%/phrase.c %D%/phrase.h \
	%D%/subject.c %D%/subject.h \
	$(NULL)
