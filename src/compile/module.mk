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
libnftload_a_SOURCES += \
	%D%/ctx.c \
	%D%/literal.c %D%/literal.h \
	%D%/udata.c %D%/udata.h \
	%D%/value.c \
	%D%/value_text.c %D%/value_text.h \
	%D%/value_time.c \
	$(NULL)
