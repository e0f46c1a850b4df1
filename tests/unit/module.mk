# A test program is one line here and the file tests/unit/NAME.c; all test programs
# link the library and support.c.
if HAVE_CMOCKA
unit_tests = \
	%D%/test_base_arena \
	%D%/test_base_bytes \
	%D%/test_base_chunks \
	%D%/test_base_sha256 \
	%D%/test_base_strpool \
	%D%/test_batch_dump \
	%D%/test_batch_elems \
	%D%/test_batch_encode \
	%D%/test_batch_reshape \
	%D%/test_batch_used \
	%D%/test_compile_cmd \
	%D%/test_compile_departs \
	%D%/test_compile_intervals \
	%D%/test_compile_literal \
	%D%/test_compile_merge \
	%D%/test_compile_protoctx \
	%D%/test_compile_sets \
	%D%/test_compile_stmt \
	%D%/test_compile_transfer \
	%D%/test_compile_udata \
	%D%/test_compile_value \
	%D%/test_history_entry \
	%D%/test_kernel_commit \
	%D%/test_kernel_live \
	%D%/test_kernel_report \
	%D%/test_load_harmless \
	%D%/test_load_names \
	%D%/test_object_brief \
	%D%/test_object_equal \
	%D%/test_object_rows \
	%D%/test_object_decode \
	%D%/test_object_encode \
	%D%/test_state_apply \
	%D%/test_tables_dtype \
	%D%/test_tables_exthdr \
	%D%/test_tables_family \
	%D%/test_tables_keys \
	%D%/test_tables_proto \
	%D%/test_tables_words \
	%D%/test_plan_plan \
	%D%/test_print_lift \
	%D%/test_plan_carry \
	%D%/test_plan_script \
	%D%/test_print_json \
	%D%/test_sync_declared \
	%D%/test_sync_fingerprint \
	%D%/test_sync_literals \
	%D%/test_syntax_broken \
	%D%/test_syntax_json \
	%D%/test_syntax_lex \
	%D%/test_syntax_parse \
	%D%/test_syntax_plain \
	%D%/test_syntax_twins \
	%D%/test_text_diag \
	%D%/test_text_pattern \
	%D%/test_text_render \
	%D%/test_text_source \
	%D%/test_text_suggest \
	%D%/test_text_utf8 \
	$(NULL)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

check_LIBRARIES += %D%/libsupport.a
%C%_test_print_json_SOURCES = %D%/test_print_json.c tests/print/plain.c tests/print/plain.h
%C%_libsupport_a_SOURCES = %D%/support.c %D%/support.h \
	%D%/desired.c %D%/desired.h \
	%D%/nftnl_expr.c %D%/nftnl_expr.h \
	%D%/items.c %D%/items.h \
	%D%/record.c %D%/record.h %D%/twins.h
AM_CFLAGS += $(CMOCKA_CFLAGS)
LDADD = %D%/libsupport.a src/cli/libcli.a libnftload.a \
	$(CMOCKA_LIBS) $(NFTNL_LIBS) $(MNL_LIBS) $(JANSSON_LIBS)
