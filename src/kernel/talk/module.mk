# Sockets.  In: bytes to send, namespaces to enter.  Out: datagrams.  Nothing in
# here knows what they say; socket.h and netns.h are its doors.
libnftload_a_SOURCES += \
	%D%/inbox.c %D%/inbox.h \
	%D%/link.c %D%/link.h \
	%D%/netns.c %D%/netns.h \
	%D%/socket.c %D%/socket.h \
	%D%/uring.c %D%/uring.h \
	$(NULL)
