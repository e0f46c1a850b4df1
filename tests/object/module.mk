TESTS += %D%/roundtrip.sh
check_PROGRAMS += %D%/roundtrip
%C%_roundtrip_SOURCES = %D%/roundtrip.c
%C%_roundtrip_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
EXTRA_DIST += %D%/roundtrip.sh
