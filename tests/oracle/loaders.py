"""The two loaders, each given many commands at once: which of them it refuses, with its words."""
import pathlib
import re
import subprocess

# `FILE:LINE:COLUMN[-COLUMN]: error: WORDS`, as both write it.
REFUSAL = re.compile(r"^\S*:(\d+):\d+(?:-\d+)?: [Ee]rror: (.*)", re.M)

FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
# What cells may name: chains, objects.
WORLD = ["flush ruleset"] + [line % f for f in FAMILIES for line in (
    "add table %s t", "add chain %s t c", "add chain %s t d", "add counter %s t a")] + [line % f for f in ("ip", "inet")
    for line in ("add quota %s t q { 5 bytes; }", "add limit %s t l { rate 5/second; }",
                 "add ct helper %s t h { type \"ftp\" protocol tcp; }")]


class Died(Exception):
    """A loader that a signal ended."""


class Nftload:
    name = "nftload"

    def __init__(self, program):
        self.program = program

    def run(self, lines, *options):
        run = subprocess.run([self.program, *options, "--max-errors=0", "-f", "-"], input="\n".join(lines) + "\n", text=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, errors="backslashreplace", timeout=120)
        if run.returncode < 0 or run.returncode > 125:
            raise Died(run.stderr)
        return run.returncode, run.stderr

    def check(self, lines):
        return self.run(lines, "--check")

    load = run


class Reference:
    """nft's library, in a process of its own that lives on (reference.c)."""
    name = "nft"

    def __init__(self, command):
        self.command, self.process = command, None

    def ask(self, word, lines):
        if not self.process:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL)
        text = ("\n".join(lines) + "\n").encode()
        try:
            self.process.stdin.write(b"%s %d\n%s" % (word, len(text), text))
            self.process.stdin.flush()
            status, length = map(int, self.process.stdout.readline().split())
            return status, self.process.stdout.read(length).decode("utf-8", "backslashreplace")
        except (BrokenPipeError, ValueError):
            self.process.wait()
            self.process = None
            raise Died("") from None

    def load(self, lines):
        return self.ask(b"LOAD", lines)

    def check(self, lines):
        return self.ask(b"CHECK", lines)


def reference_command(oracle, driver):
    """How the driver is started with the libraries of a reference: by the same linker as its wrapper starts nft."""
    head = pathlib.Path(oracle).read_bytes()[:4096]
    if head.startswith(b"\x7fELF"):
        return [driver]
    found = re.search(r"^exec (\S+) --library-path (\S+) \S+ \"\$@\"$", head.decode(), re.M)
    if not found:
        raise ValueError("%s: neither a program nor a wrapper of the form `exec LINKER --library-path PATH NFT \"$@\"`" % oracle)
    return [found[1], "--library-path", found[2], driver]


def settle(loader, cells):
    """
    Loads cells, each a line, into a new world.  Returns (those that it takes, in order; {number of a cell: its words when
    refused}).  What one refuses is taken out until the others load.  cells: [(number, text)].
    """
    refused, died = {}, {}
    while cells:
        try:
            status, words = loader.load(WORLD + [text for _, text in cells])
        except Died as why:
            bad, cells = bisect(loader, cells), cells
            died.update({number: "died: %s" % why for number in bad})
            cells = [c for c in cells if c[0] not in bad]
            continue
        if status == 0:
            break
        lines = {int(line) - len(WORLD) - 1: said for line, said in REFUSAL.findall(words)}
        bad = {cells[i][0]: said for i, said in lines.items() if 0 <= i < len(cells)}
        if not bad:
            bad = {number: words.strip() for number in bisect(loader, cells)}
        refused.update(bad)
        cells = [c for c in cells if c[0] not in bad]
    return cells, {**refused, **died}


def bisect(loader, cells):
    """The number of one cell that the others load without."""
    while len(cells) > 1:
        half = cells[:len(cells) // 2]
        cells = cells[len(cells) // 2:] if loads(loader, half) else half
    return [cells[0][0]]


def loads(loader, cells):
    try:
        return loader.load(WORLD + [text for _, text in cells])[0] == 0
    except Died:
        return False


def refusals(loader, cells):
    """{number: words} of those of the cells that it refuses one by one; nothing is applied."""
    refused, left = {}, list(cells)
    loader.load(WORLD)
    for number, text in left:
        try:
            status, words = loader.check([text])
        except Died:
            refused[number] = "died"
            continue
        if status:
            refused[number] = (REFUSAL.search(words) or [0, 0, words.strip()])[2]
    return refused
