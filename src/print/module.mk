# Rulesets as text and as JSON (print_options.h).  Rooms: lift makes nodes of the syntax
# tree, text and json write nodes.
libnftload_a_SOURCES += \
	%D%/print_options.h \
	$(NULL)

include src/print/lift/module.mk
include src/print/json/module.mk
include src/print/text/module.mk
