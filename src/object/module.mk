libnftload_a_SOURCES += \
	%D%/attrs.h \
	%D%/boxes.c %D%/boxes.h \
	%D%/brief.c %D%/brief.h \
	%D%/canon.c %D%/canon.h \
	%D%/decode.c %D%/decode.h \
	%D%/encode.c %D%/encode.h \
	%D%/equal.c %D%/equal.h \
	%D%/low.h \
	%D%/member.h \
	%D%/nftnl.c %D%/nftnl.h \
	%D%/print.c %D%/print.h \
	%D%/rows.h \
	%D%/rows_all.h \
	%D%/rows_expr.c \
	%D%/rows_msg.c \
	%D%/settle.c %D%/settle.h \
	%D%/wire.c %D%/wire.h \
	$(NULL)
