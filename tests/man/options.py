#!/usr/bin/env python3
"""The manual and --help name the same options, and the manual has every exit code.

usage: options.py NFTLOAD MANUAL EXIT_H
"""
import pathlib
import re
import subprocess
import sys


def verbs(program):
    """Every verb that the help text names."""
    text = subprocess.run([program, "help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.findall(r"^  (\w+)", re.search(r"^verbs:\n((?:  .*\n)+)", text, flags=re.M)[1], flags=re.M)


def helped(program):
    """Every option that the help texts name."""
    texts = [subprocess.run([program, "help", *words], stdout=subprocess.PIPE, text=True, check=True).stdout
             for words in ([], *([verb] for verb in verbs(program)))]
    rows = re.findall(r"^ +(-\S.*?)(?:  |$)", "\n".join(texts), flags=re.M)
    return {option for row in rows for option in re.findall(r"(?<!\S)--?[A-Za-z][A-Za-z-]*", row)}


def documented(manual):
    """Every option that heads an entry: the words behind Fl, up to the next macro."""
    found = set()
    for entry in re.findall(r"^\.It (?:Xo\n((?:(?!\.Xc).*\n)*)|(Fl .*)\n)", manual, flags=re.M):
        for flags in re.findall(r"Fl ((?:-?[A-Za-z][A-Za-z-]*(?: , )?)+)", "".join(entry)):
            found |= {"-" + flag for flag in re.split(r" , ", flags.strip(" ,"))}
    return found


def marked(page, verb):
    """The options whose entry begins with the verb, in brackets."""
    for entry, verbs in re.findall(r"^\.It (Fl .*)\n\.Pq Cm (.*)\n", page, flags=re.M):
        if verb in verbs.split(" , "):
            yield from re.findall(r"-?[\w-]+", re.match(r"Fl ((?:-?[\w-]+(?: , )?)+)", entry)[1])


def told_of(page):
    """The options of each verb, by the sentence before the list, and by the marks in it."""
    number = r"\.Fl (.*)\nand\n\.Fl (.*) [;:]\n"
    graph, sync = (set(re.findall(r"[\w-]+", " ".join(re.search(lead + number, page, flags=re.M).groups())))
                   for lead in (r"^\.Cm graph\ntakes\n", r"^\.Cm sync\ntakes those marked with it and\n"))
    more = {"-missing-interface"}
    told = {"graph": graph, "fingerprint": graph | more, "diff": graph | more, "sync": sync}
    return {verb: {"-" + flag for flag in flags | set(marked(page, verb))} for verb, flags in told.items()}


def differs(program, verb, told):
    """What the page and the help of a verb do not have in common; -h and --version go without saying."""
    text = subprocess.run([program, "help", verb], stdout=subprocess.PIPE, text=True, check=True).stdout
    rows = [set(re.findall(r"(?<!\S)--?[A-Za-z][A-Za-z-]*", row))
            for row in re.findall(r"^ +(-\S.*?)(?:  |$)", re.sub(r".* refused: .*\n", "", text), flags=re.M)]
    rows = [row for row in rows if not row & {"--help", "--version"}]
    yield from (min(row) for row in rows if not row & told)
    yield from told - set().union(*rows)


def main():
    program, manual, exit_h = sys.argv[1:]
    page = pathlib.Path(manual).read_text()
    codes = re.findall(r"^\s+E\([A-Z]+, (\d+),", pathlib.Path(exit_h).read_text(), flags=re.M)
    known = re.search(r"^\.Sh EXIT STATUS\n((?:(?!\.Sh).*\n)*)", page, flags=re.M)[1]
    in_help, in_manual = helped(program), documented(page)
    wrong = [f"{option} is not in the manual" for option in sorted(in_help - in_manual)]
    wrong += [f"{option} is in the manual only" for option in sorted(in_manual - in_help)]
    wrong += [f"exit code {code} is not in the manual" for code in codes if f".It {code}\n" not in known]
    wrong += [f"the verb {verb} is not in the manual" for verb in verbs(program)
              if not re.search(rf"^\.It Cm {verb}\b", page, flags=re.M) or f"\n.Cm {verb}\n" not in page]
    wrong += [f"{option}: does {verb} take it?" for verb, told in told_of(page).items()
              for option in sorted(differs(program, verb, told))]
    if len(verbs(program)) < 5 or len(in_help) < 30 or len(codes) < 8:
        wrong.append("the help or the list of exit codes cannot be read")
    for text in wrong:
        print(f"FAILED: {text}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
