libnftload_a_SOURCES += \
	%D%/script.c %D%/script.h \
	$(NULL)
