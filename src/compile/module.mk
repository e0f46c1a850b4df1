libnftload_a_SOURCES += \
	%D%/compile.c %D%/compile.h \
	%D%/resolver.h \
	$(NULL)
include src/compile/command/module.mk
include src/compile/expr/module.mk
include src/compile/rule/module.mk
include src/compile/scope/module.mk
include src/compile/set/module.mk
include src/compile/stmt/module.mk
include src/compile/value/module.mk
