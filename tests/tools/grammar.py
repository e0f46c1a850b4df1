#!/usr/bin/env python3
"""Prints doc/grammar.md: the rules that stand above the functions of the text parser.

usage: grammar.py SRCDIR            print it
       grammar.py --check SRCDIR    compare it with SRCDIR/doc/grammar.md

A rule is a comment at the beginning of a line that starts with `name = `.
"""
import difflib
import fnmatch
import pathlib
import re
import sys

INTRO = """\
# Grammar

<!-- Made by `make grammar` from the comments in src/syntax; do not edit. -->

What the text parser accepts, rule by rule, as it stands above its functions.
`man/nftload.nft.5` says what it means.

    [ x ]   optional          { x }   any number of times
    'x'     the word or sign  UPPER   a token, or a name that a table has
    sep     a newline or ';'

## Tokens

The longest match wins. Words are not classified by the lexer: the parser asks
for a word where one can stand.

    WORD      letter, '_' or '.', then letters, digits, '_', '.', '/', '-';
              also times (1h30m), MAC, IPv4 and IPv6 addresses, [IPv6],
              class ids (1:2f), 8021q and 8021ad
    STARRED   a word with an asterisk at its end, or with '\\*' in it
    NUMBER    decimal, 0 octal, 0x hexadecimal, up to 64 bits; what is no such
              number (08) is a WORD
    STRING    between double quotes, without escapes
    sign      , . : ; { } [ ] ( ) = $ @ / - + * ! & | ^
              < > <= >= == != << >>

HEADER, FIELD, KEY, OPTION and CHUNK are names that the tables in src/tables
have; TYPE and NAME are any word; TIME is a word such as 1h30m. Where two files
have a rule of one name, each file means its own.

Blanks, comments (`#` to the end of the line) and a backslash at the end of a
line separate tokens. A comment that has its line to itself takes the newline
along.
"""

SECTIONS = [
    ("Words and addresses", ["../lex.c"]),
    ("Files, commands and blocks", ["parse.c", "parse_cmd.c", "parse_table.c", "parse_block.c", "parse_chain.c",
                                    "parse_rule.c"]),
    ("Variables and includes", ["parse_scope.c", "parse_include.c"]),
    ("Sets, maps and elements", ["parse_set.c", "parse_elem.c"]),
    ("Objects", ["parse_object*.c", "parse_tunnel*.c"]),
    ("Statements", ["parse_stmt.c", "parse_stmt_*.c"]),
    ("Expressions", ["parse_expr.c", "parse_selector*.c"]),
    ("Values", ["parse_value.c"]),
]

COMMENT = re.compile(r"^/\*(.*?)\*/", re.M | re.S)
RULE = re.compile(r"[A-Za-z][A-Za-z0-9 -]* = ")


def rules(path):
    """The rules of a file, as lists of lines."""
    for match in COMMENT.finditer(path.read_text()):
        lines = [re.sub(r"^ \*( |$)", "", line) for line in match[1].split("\n")]
        lines[0] = lines[0][1:]
        while lines and not lines[0].strip():
            lines.pop(0)
        lines = [line.rstrip() for line in lines if line.strip()]
        if lines and RULE.match(lines[0]):
            yield lines


def sections(folder):
    """Titles with the files of each; a parser that no section names is put at the end."""
    left = sorted(path.name for path in folder.glob("parse*.c"))
    for title, patterns in SECTIONS:
        names = [name for pattern in patterns for name in sorted(fnmatch.filter(left + ["../lex.c"], pattern))]
        left = [name for name in left if name not in names]
        yield title, [folder / name for name in names]
    yield "Others", [folder / name for name in left]


def grammar(source):
    out = [INTRO]
    for title, paths in sections(source / "src" / "syntax" / "text"):
        found = [(path, list(rules(path))) for path in paths]
        if not any(block for _, block in found):
            continue
        out.append(f"\n## {title}\n")
        for path, block in found:
            if block:
                text = "\n".join("    " + line for lines in block for line in lines)
                out.append(f"\n`{path.name}`\n\n{text}\n")
    return "".join(out)


def main():
    check = sys.argv[1] == "--check"
    source = pathlib.Path(sys.argv[-1])
    fresh = grammar(source)
    if not check:
        print(fresh, end="")
        return
    name = "doc/grammar.md"
    old = (source / name).read_text()
    diff = difflib.unified_diff(old.splitlines(), fresh.splitlines(), name, "src/syntax", lineterm="")
    for line in diff:
        print(line)
    if old != fresh:
        sys.exit(f"{name} is not what the parser's comments say: run `make grammar`")


if __name__ == "__main__":
    main()
