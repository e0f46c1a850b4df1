include tests/bench/module.mk
include tests/bootstrap/module.mk
include tests/debian-kernels/module.mk
include tests/clients/module.mk
include tests/examples/module.mk
include tests/fault/module.mk
include tests/fresh/module.mk
include tests/fuzz/module.mk
include tests/golden/module.mk
include tests/graph/module.mk
include tests/hostile/module.mk
include tests/kernel/module.mk
include tests/looks/module.mk
include tests/man/module.mk
include tests/messages/module.mk
include tests/mutants/module.mk
include tests/object/module.mk
include tests/oracle/module.mk
include tests/packaging/module.mk
include tests/packets/module.mk
include tests/plan/module.mk
include tests/state/module.mk
include tests/sync/module.mk
include tests/tools/module.mk
include tests/trust/module.mk
include tests/unit/module.mk

EXTRA_DIST += %D%/skips
