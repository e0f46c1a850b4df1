libnftload_a_SOURCES += \
	%D%/commit.c %D%/commit.h \
	%D%/destroys.c %D%/destroys.h \
	%D%/echoes.c %D%/echoes.h \
	%D%/inbox.c %D%/inbox.h \
	%D%/known.c %D%/known.h \
	%D%/link.c %D%/link.h \
	%D%/netns.c %D%/netns.h \
	%D%/phrase.c %D%/phrase.h \
	%D%/query.c %D%/query.h \
	%D%/replies.c %D%/replies.h \
	%D%/report.c %D%/report.h \
	%D%/request.c %D%/request.h \
	%D%/socket.c %D%/socket.h \
	%D%/subject.c %D%/subject.h \
	%D%/uring.c %D%/uring.h \
	$(NULL)
