libnftload_a_SOURCES += \
	%D%/compile.h \
	%D%/ctx.h \
	%D%/low.h \
	%D%/protoctx.h \
	%D%/resolver.h \
	%D%/rule.h \
	%D%/scope.h \
	%D%/sets.h \
	%D%/tx.h \
	%D%/typeof.h \
	%D%/value.h \
	$(NULL)
