"""What the kernel holds, in the words of tests/oracle/facts.py, less what has been counted, and what versions of nft do in
different ways: 1.0 sends the size of nameless sets, two comparisons for a range, four bytes for the flag of fib, and no
end of an interval at zero, which ends nothing."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
import facts  # noqa: E402

RANGE = re.compile(r"^ range 1:(\w+) 2:00000000 3:(\w+) 4:(\w+)$")
COUNTED = re.compile(r"^( counter) 1:\w+ 2:\w+$")
FLAG = re.compile(r"(^ cmp .* 3:)08000100(0{8})$")
NO_END = re.compile(r"^ element 1:0+ 3:00000001$")
SIZE = re.compile(r"(^set .* 9=)08000100\w{8}$")


def plain(line):
    between = RANGE.match(line)
    if between:
        return " cmp 1:%s 2:00000005 3:%s\n cmp 1:%s 2:00000003 3:%s" % (
            between[1], between[2], between[1], between[3])
    line = FLAG.sub(r"\g<1>05000100\2", line)
    return COUNTED.sub(r"\1", SIZE.sub(r"\1", line))


for fact in facts.State(facts.open_socket()).everything():
    if not NO_END.match(fact):
        print(plain(fact))
