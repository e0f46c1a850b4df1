# What `list` and `get` print.  In: the listings of an input, a socket.  Out: text on
# standard output (listing.h).
src_cli_libcli_a_SOURCES += \
	%D%/listing.c %D%/listing.h \
	%D%/listing_choice.c %D%/listing_choice.h \
	%D%/listing_get.c %D%/listing_get.h \
	%D%/listing_write.c %D%/listing_write.h \
	$(NULL)
