libnftload_a_SOURCES += \
	%D%/compile.h \
	%D%/ctx.h \
	%D%/protoctx.h \
	%D%/resolver.h \
	%D%/rule.h \
	%D%/rule_build.h \
	%D%/scope.h \
	%D%/sets.h \
	%D%/tx.h \
	%D%/typeof.h \
	%D%/value.h \
	$(NULL)
libnftload_a_SOURCES += \
	%D%/by_name.c %D%/by_name.h \
	%D%/ctx.c \
	%D%/differs.c %D%/differs.h \
	%D%/literal.c %D%/literal.h \
	%D%/lx.c %D%/lx.h \
	%D%/udata.c %D%/udata.h \
	%D%/value.c \
	%D%/value_text.c %D%/value_text.h \
	%D%/value_error.c \
	%D%/value_time.c \
	$(NULL)
libnftload_a_SOURCES += \
	%D%/stmt.c %D%/stmt.h \
	%D%/stmt_common.c \
	%D%/stmt_dynset.c \
	%D%/stmt_forward.c \
	%D%/stmt_log.c \
	%D%/stmt_misc.c \
	%D%/stmt_nat.c \
	%D%/stmt_objref.c \
	%D%/stmt_queue.c \
	%D%/stmt_reject.c \
	%D%/stmt_verdict.c \
	$(NULL)
libnftload_a_SOURCES += \
	%D%/typeof.c \
	$(NULL)
libnftload_a_SOURCES += \
	%D%/arith.c %D%/arith.h \
	%D%/bits.c %D%/bits.h \
	%D%/code.c \
	%D%/departs.c %D%/departs.h \
	%D%/expr.c %D%/expr.h \
	%D%/load.c \
	%D%/mangle.c \
	%D%/map.c \
	%D%/match.c %D%/match.h \
	%D%/meant.c %D%/meant.h \
	%D%/merge.c %D%/merge.h \
	%D%/protoctx.c \
	%D%/rule.c \
	%D%/select.c %D%/select.h \
	%D%/transfer.c %D%/transfer.h \
	%D%/tx.c \
	%D%/vmap.c \
	$(NULL)
libnftload_a_SOURCES += \
	%D%/cmd.c %D%/cmd.h \
	%D%/cmd_chain.c \
	%D%/cmd_msg.c \
	%D%/cmd_flowtable.c \
	%D%/cmd_object.c \
	%D%/cmd_rule.c \
	%D%/cmd_tunnel.c \
	%D%/foreign.c %D%/foreign.h \
	%D%/compile.c \
	%D%/hook.c \
	%D%/positions.c %D%/positions.h \
	%D%/scope.c \
	$(NULL)
libnftload_a_SOURCES += \
	%D%/elems.h \
	%D%/elems_read.c \
	%D%/elems_send.c \
	%D%/elems_text.c \
	%D%/elems_walk.c \
	%D%/intervals.c %D%/intervals.h \
	%D%/known.c \
	%D%/merging.c \
	%D%/overlap.c \
	%D%/ranges.c %D%/ranges.h \
	%D%/ranges_send.c \
	%D%/stateful.c %D%/stateful.h \
	%D%/set_anon.c \
	%D%/set_build.h \
	%D%/set_declare.c \
	%D%/set_find.c \
	%D%/set_types.c \
	%D%/set_udata.c \
	%D%/typeof_decode.c \
	$(NULL)
