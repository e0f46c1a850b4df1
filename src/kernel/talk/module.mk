# Sockets.  In: bytes to send, namespaces to enter.  Out: datagrams.  Nothing in this room knows the contents of datagrams.  Its doors are socket.h and
# netns.h.
libnftload_a_SOURCES += \
	%D%/inbox.c %D%/inbox.h \
	%D%/link.c %D%/link.h \
	%D%/netns.c %D%/netns.h \
	%D%/socket.c %D%/socket.h \
	%D%/tcp.c %D%/tcp.h \
	%D%/uring.c %D%/uring.h \
	$(NULL)
