libnftload_a_SOURCES += \
	%D%/declared.c %D%/declared.h \
	$(NULL)
