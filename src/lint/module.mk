libnftload_a_SOURCES += \
	%D%/allow.c %D%/allow.h \
	%D%/facts.c %D%/facts.h \
	%D%/finding.c %D%/finding.h \
	%D%/lint.c %D%/lint.h \
	%D%/lint_hooks.c \
	%D%/lint_interface.c \
	%D%/lint_rules.c \
	%D%/linting.h \
	$(NULL)
