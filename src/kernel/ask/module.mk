# Questions to the kernel, and its answers.  In: names of objects (query.h, request.h),
# a batch that was sent (replies.h).  Out: decoded objects, errors by sequence number.
libnftload_a_SOURCES += \
	%D%/query.c %D%/query.h \
	%D%/release.c %D%/release.h \
	%D%/replies.c %D%/replies.h \
	%D%/request.c %D%/request.h \
	%D%/witness.c %D%/witness.h \
	%D%/writer.c %D%/writer.h \
	$(NULL)
