# Shared by the whole compiler.  In: declarations.  Out: objects by name
# (scope.h), the context (ctx.h), typed expressions (tx.h), user data, the heads of
# messages (cmd_msg.h) and new low expressions (lx.h).
libnftload_a_SOURCES += \
	%D%/cmd_msg.c %D%/cmd_msg.h \
	%D%/ctx.c %D%/ctx.h \
	%D%/differs.c %D%/differs.h \
	%D%/lx.c %D%/lx.h \
	%D%/scope.c %D%/scope.h \
	%D%/set_info.h \
	%D%/tx.c %D%/tx.h \
	%D%/udata.c %D%/udata.h \
	$(NULL)
