check_PROGRAMS += %D%/listing
%C%_listing_SOURCES = %D%/listing.c %D%/plain.c %D%/plain.h
%C%_listing_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
EXTRA_DIST += %D%/compare.py %D%/judge.py %D%/reference.py
check_PROGRAMS += %D%/rewrite
%C%_rewrite_SOURCES = %D%/rewrite.c
%C%_rewrite_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
TESTS += %D%/rewrite.sh %D%/list.sh %D%/check-print.sh %D%/convert.sh %D%/echo.sh \
	%D%/listed.sh
EXTRA_DIST += %D%/again.nft %D%/rewrite.sh %D%/list.sh %D%/check-print.sh %D%/convert.sh \
	%D%/echo.sh %D%/known.sh %D%/listed.sh %D%/listed.py \
	%D%/listed/bytes.nft %D%/listed/bytes.text %D%/listed/bytes.json \
	%D%/listed/flags.nft %D%/listed/flags.text %D%/listed/flags.json \
	%D%/listed/tunnels.nft %D%/listed/tunnels.text %D%/listed/tunnels.json
check_PROGRAMS += %D%/lifted
%C%_lifted_SOURCES = %D%/lifted.c
%C%_lifted_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
