libnftload_a_SOURCES += \
	%D%/build.c %D%/build.h \
	%D%/harmless.c %D%/harmless.h \
	%D%/input.c %D%/input.h \
	%D%/interfaces.c %D%/interfaces.h \
	%D%/judge.c %D%/judge.h \
	%D%/load.c %D%/load.h \
	%D%/meter.c %D%/meter.h \
	%D%/names.c %D%/names.h \
	%D%/rule_text.c %D%/rule_text.h \
	%D%/send.c %D%/send.h \
	$(NULL)
