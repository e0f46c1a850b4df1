# Bytecode to nodes.  In: records of a state.  Out: nodes of the syntax tree, as the
# parser makes them of what nft lists (lift.h).
libnftload_a_SOURCES += \
	%D%/lift.h \
	%D%/lift_decl.c %D%/lift_decl.h \
	%D%/lift_drop.c \
	%D%/lift_elems.c \
	%D%/lift_expr.c \
	%D%/lift_field.c %D%/lift_field.h \
	%D%/lift_forward.c \
	%D%/lift_in.h \
	%D%/lift_literal.c \
	%D%/lift_load.c \
	%D%/lift_mangle.c \
	%D%/lift_match.c \
	%D%/lift_names.c %D%/lift_names.h \
	%D%/lift_nat.c \
	%D%/lift_node.c \
	%D%/lift_object.c \
	%D%/lift_parts.h \
	%D%/lift_regs.c \
	%D%/lift_rule.c \
	%D%/lift_stmt.c \
	%D%/lift_string.c \
	%D%/lift_time.c %D%/lift_time.h \
	%D%/lift_typeof.c %D%/lift_typeof.h \
	%D%/lift_types.c \
	%D%/lift_value.c \
	$(NULL)
