libnftload_a_SOURCES += \
	%D%/diag.c %D%/diag.h \
	%D%/pattern.c %D%/pattern.h \
	%D%/render.c %D%/render.h \
	%D%/source.c %D%/source.h \
	%D%/span.h \
	%D%/suggest.c %D%/suggest.h \
	%D%/synonyms.c %D%/synonyms.h \
	%D%/utf8.c %D%/utf8.h \
	$(NULL)
