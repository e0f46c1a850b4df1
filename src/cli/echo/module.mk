# What --echo prints.  In: the kernel's echoes.  Out: text or JSON (echo.h).
src_cli_libcli_a_SOURCES += \
	%D%/echo.c %D%/echo.h \
	%D%/echo_document.c %D%/echo_document.h \
	%D%/echo_state.c %D%/echo_state.h \
	%D%/echo_write.c %D%/echo_write.h \
	$(NULL)
