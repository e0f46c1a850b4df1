# What --echo prints.  In: the kernel's echoes.  Out: text or JSON (echo.h).
src_cli_libcli_a_SOURCES += \
	%D%/echo.c %D%/echo.h \
	%D%/echo_document.c %D%/echo_document.h \
	%D%/echo_json.c %D%/echo_json.h \
	%D%/echo_json_object.c \
	%D%/echo_text.c \
	$(NULL)
