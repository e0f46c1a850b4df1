check_PROGRAMS += %D%/readout
%C%_readout_SOURCES = %D%/readout.c
%C%_readout_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
TESTS += %D%/read.sh
EXTRA_DIST += %D%/read.sh
TESTS += %D%/forms.sh %D%/judged.sh
check_PROGRAMS += %D%/forms
%C%_forms_SOURCES = %D%/forms.c
%C%_forms_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
EXTRA_DIST += %D%/forms.sh %D%/judged.sh %D%/judged.txt

check_DATA += %D%/sent.so
%D%/sent.so: $(srcdir)/%D%/sent.c
	@$(MKDIR_P) %D%
	-$(AM_V_CCLD)$(CC) -O1 -fPIC -shared -o $@ $(srcdir)/%D%/sent.c
CLEANFILES += %D%/sent.so
EXTRA_DIST += %D%/sent.c %D%/cases.py

check_PROGRAMS += %D%/walks
%C%_walks_SOURCES = %D%/walks.c %D%/walked.c %D%/walked.h \
	%D%/text.c %D%/text.h
%C%_walks_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
check_PROGRAMS += %D%/settled
%C%_settled_SOURCES = %D%/settled.c %D%/text.c %D%/text.h
%C%_settled_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
TESTS += %D%/walks.sh %D%/carry.sh
EXTRA_DIST += %D%/draw.py %D%/edits.py %D%/walks.sh %D%/carry.sh
TESTS += %D%/same.sh
check_PROGRAMS += %D%/samesets
%C%_samesets_SOURCES = %D%/samesets.c
%C%_samesets_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
EXTRA_DIST += %D%/same.sh
