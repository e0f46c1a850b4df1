include tests/bench/module.mk
include tests/bootstrap/module.mk
include tests/examples/module.mk
include tests/golden/module.mk
include tests/kernel/module.mk
include tests/man/module.mk
include tests/tools/module.mk
include tests/unit/module.mk
