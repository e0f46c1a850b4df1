check_PROGRAMS += %D%/listing
%C%_listing_SOURCES = %D%/listing.c
%C%_listing_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
EXTRA_DIST += %D%/compare.py %D%/reference.py
