check_PROGRAMS += %D%/readout
%C%_readout_SOURCES = %D%/readout.c
%C%_readout_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
TESTS += %D%/read.sh
EXTRA_DIST += %D%/read.sh
