libnftload_a_SOURCES += \
	%D%/commit.c %D%/commit.h \
	%D%/query.c %D%/query.h \
	%D%/replies.c %D%/replies.h \
	%D%/report.c %D%/report.h \
	%D%/request.c %D%/request.h \
	%D%/socket.c %D%/socket.h \
	$(NULL)
