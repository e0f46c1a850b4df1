# Nodes of the syntax tree to nft text.  In: nodes, of the parser or of lift.  Out: the
# text that nft lists, in a growing buffer or piece by piece.
libnftload_a_SOURCES += \
	%D%/text_cmd.c \
	%D%/text_cmd.h \
	%D%/text_decl.c \
	%D%/text_decl.h \
	%D%/text_expr.c \
	%D%/text_expr.h \
	%D%/text_out.c \
	%D%/text_out.h \
	%D%/text_state.c \
	%D%/text_state.h \
	%D%/text_stmt.c \
	%D%/text_stmt.h \
	%D%/text_tunnel.c \
	%D%/text_tunnel.h \
	$(NULL)
