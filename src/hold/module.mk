libnftload_a_SOURCES += \
	%D%/back.c %D%/back.h \
	%D%/held_records.c %D%/held_records.h \
	%D%/rescue.c %D%/rescue.h \
	%D%/saved.c %D%/saved.h \
	%D%/touched.c %D%/touched.h \
	%D%/way.c %D%/way.h \
	$(NULL)
