"""The folders of src/, from the ground up: a file uses its own folder and those below.  For style.py and symbols.py.

What a large folder has at its top is above its rooms; syntax/ is the other way round, its readers use the tree.
"""
import pathlib

FLOORS = [
    "base",
    "text",
    "tables",
    "object",
    "syntax", "syntax/json", "syntax/text",
    "compile/scope", "compile/value", "compile/set", "compile/expr", "compile/stmt", "compile/rule", "compile/command", "compile",
    "batch",
    "kernel/talk", "kernel/ask", "kernel/explain", "kernel/commit",
    "state",
    "plan",
    "print/lift", "print/text", "print/json", "print",
    "lint",
    "load",
    "sync", "hold", "history",
    "cli/user", "cli/report", "cli/echo", "cli/list", "cli/graph", "cli/history", "cli/confirm", "cli/run", "cli/sync", "cli/undo",
    "cli/boot", "cli",
]
RANK = {folder: number for number, folder in enumerate(FLOORS)}

# The doors of a large folder: anybody in it may include them, its rooms too.
DOORS = {"compile/compile.h", "compile/resolver.h", "print/print_options.h"}

MAX_FILES = 30


def folder_of(name):
    """"compile/rule" of "compile/rule/rule.c"."""
    return name.rpartition("/")[0]


def sources(top):
    """The paths of all files in C below src/, as (path, name): name is as an #include would have it."""
    for path in sorted((pathlib.Path(top) / "src").rglob("*.[ch]")):
        yield path, path.relative_to(pathlib.Path(top) / "src").as_posix()
