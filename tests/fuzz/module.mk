# A fuzz target is NAME.c with LLVMFuzzerTestOneInput().  A build with --enable-fuzz
# (clang) links libFuzzer.  Every other build links replay.c, which runs the target
# over files: the seeds, and regress/TARGET/ with the input of each crash found.
fuzz_targets = \
	%D%/fuzz-answers \
	%D%/fuzz-compile \
	%D%/fuzz-decode \
	%D%/fuzz-graph \
	%D%/fuzz-json \
	%D%/fuzz-lex \
	%D%/fuzz-list \
	%D%/fuzz-load \
	%D%/fuzz-parse \
	$(NULL)

check_PROGRAMS += $(fuzz_targets)
check_LIBRARIES += %D%/libfuzz.a
%C%_libfuzz_a_SOURCES = %D%/fuzz.c %D%/fuzz.h
if !ENABLE_FUZZ
%C%_libfuzz_a_SOURCES += %D%/replay.c
endif
fuzz_ldadd = %D%/libfuzz.a src/cli/libcli.a libnftload.a $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

%C%_fuzz_answers_SOURCES = %D%/answers.c
%C%_fuzz_answers_LDADD = $(fuzz_ldadd)
%C%_fuzz_answers_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_compile_SOURCES = %D%/compile.c
%C%_fuzz_compile_LDADD = $(fuzz_ldadd)
%C%_fuzz_compile_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_decode_SOURCES = %D%/decode.c
%C%_fuzz_decode_LDADD = $(fuzz_ldadd)
%C%_fuzz_decode_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_graph_SOURCES = %D%/graph.c
%C%_fuzz_graph_LDADD = $(fuzz_ldadd)
%C%_fuzz_graph_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_json_SOURCES = %D%/json.c
%C%_fuzz_json_LDADD = $(fuzz_ldadd)
%C%_fuzz_json_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_lex_SOURCES = %D%/lex.c
%C%_fuzz_lex_LDADD = $(fuzz_ldadd)
%C%_fuzz_lex_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_list_SOURCES = %D%/list.c
%C%_fuzz_list_LDADD = $(fuzz_ldadd)
%C%_fuzz_list_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_load_SOURCES = %D%/load.c
%C%_fuzz_load_LDADD = $(fuzz_ldadd)
%C%_fuzz_load_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_parse_SOURCES = %D%/parse.c
%C%_fuzz_parse_LDADD = $(fuzz_ldadd)
%C%_fuzz_parse_LDFLAGS = $(fuzz_ldflags)

TESTS += %D%/replay.sh

EXTRA_DIST += \
	%D%/README.md \
	%D%/dictionary \
	%D%/regress \
	%D%/replay.sh \
	%D%/run \
	%D%/seeds \
	$(NULL)

# Runs each target for FUZZ_SECONDS; FUZZ_CORPUS keeps the inputs found.
.PHONY: fuzz
fuzz: $(fuzz_targets)
	@test -n "$(FUZZ_LDFLAGS)" || { \
		echo "configure with CC=clang --enable-fuzz first"; exit 1; }
	srcdir=$(srcdir) $(srcdir)/%D%/run $(fuzz_targets)
