include src/kernel/ask/module.mk
include src/kernel/commit/module.mk
include src/kernel/explain/module.mk
include src/kernel/talk/module.mk
