TESTS += %D%/abilities.sh
check_PROGRAMS += %D%/abilities
%C%_abilities_SOURCES = %D%/abilities.c
%C%_abilities_LDADD = libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
EXTRA_DIST += %D%/abilities.py %D%/abilities.sh
