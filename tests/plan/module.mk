TESTS += %D%/abilities.sh
check_PROGRAMS += %D%/abilities
%C%_abilities_SOURCES = %D%/abilities.c
%C%_abilities_LDADD = libnftload.a $(JANSSON_LIBS)
EXTRA_DIST += %D%/abilities.py %D%/abilities.sh
