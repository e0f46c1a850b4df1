# Values.  In: a word of the AST and the expected type.  Out: a typed
# expression with the value's bytes (value.h), types of selectors after typeof (typeof.h), stateful
# objects (stateful.h).
libnftload_a_SOURCES += \
	%D%/literal.c %D%/literal.h \
	%D%/meant.c %D%/meant.h \
	%D%/stateful.c %D%/stateful.h \
	%D%/typeof.c %D%/typeof.h \
	%D%/value.c %D%/value.h \
	%D%/value_error.c \
	%D%/value_text.c %D%/value_text.h \
	%D%/value_time.c \
	$(NULL)
