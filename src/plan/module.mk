libnftload_a_SOURCES += \
	%D%/carry.c %D%/carry.h \
	%D%/change.c %D%/change.h \
	%D%/emit.c %D%/emit.h \
	%D%/emit_elems.c \
	%D%/emit_objects.c \
	%D%/emit_old.c \
	%D%/emit_rules.c \
	%D%/emitter.c %D%/emitter.h \
	%D%/inverse.c %D%/inverse.h \
	%D%/islands.c \
	%D%/kernel_can.c %D%/kernel_can.h \
	%D%/objects.c \
	%D%/plan.c %D%/plan.h \
	%D%/plan_boxes.c %D%/plan_boxes.h \
	%D%/plan_elems.c \
	%D%/planner.c %D%/planner.h \
	%D%/rules.c \
	%D%/script.c %D%/script.h \
	%D%/uses.c %D%/uses.h \
	$(NULL)
