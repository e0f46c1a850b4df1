libnftload_a_SOURCES += \
	%D%/names.c %D%/names.h \
	%D%/standins.c %D%/standins.h \
	$(NULL)
