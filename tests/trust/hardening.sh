#!/bin/sh
# The program is built with the compiler's and linker's hardening.
MAKEFILE=${MAKEFILE:-$(pwd)/Makefile}
object=${MAIN_OBJECT:-$(pwd)/src/cli/main.o}
export MAKEFILE MAIN_OBJECT="$object"
. "$(dirname "$0")/../kernel/lib.sh"
need readelf
! sanitized || skip "builds with sanitizers are not hardened"
readelf -hldSnW "$nftload" >elf 2>/dev/null
readelf -sW --dyn-syms "$nftload" >symbols 2>/dev/null

has() {
	grep -q -e "$2" "$1" || wrong "no $3"
}

has elf 'Type: *DYN' "position independence"
has elf 'FLAGS_1.*PIE' "position independence"
has elf 'GNU_RELRO' "section that is read-only after relocation"
has elf 'BIND_NOW\|FLAGS_1.*NOW' "binding at the start"
grep 'GNU_STACK' elf | grep -q 'RWE' && wrong "the stack can be executed"
grep -q 'LOAD.*RWE' elf && wrong "a segment can be written to and executed"
has symbols '__stack_chk_fail' "stack protector"
# Without optimisation there is none.
if grep -q '^CFLAGS = .*-O[1-3s]' "$MAKEFILE" 2>/dev/null; then
	has symbols '_chk@\|_chk\b' "fortified function"
fi
# In our own code: a C library without it (Debian's) takes it from the whole.
readelf -nW "$object" >notes 2>/dev/null
case $(uname -m) in
x86_64) has notes 'x86 feature: .*IBT.*SHSTK' "control-flow protection" ;;
aarch64) has notes 'AArch64 feature: .*BTI' "branch protection" ;;
esac
grep -q 'RUNPATH\|RPATH' elf && wrong "a path of libraries is built in"
finish
