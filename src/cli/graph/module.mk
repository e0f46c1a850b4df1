# What the verb graph prints.  In: low messages.  Out: DOT (graph.h).
src_cli_libcli_a_SOURCES += \
	%D%/graph.h \
	%D%/graph_build.c \
	%D%/graph_dot.c \
	$(NULL)
