"""Where C source can be changed, one token at a time: comments, strings and preprocessor lines are left alone.

sites(text) yields a Mutant for each change that is possible: the kind, where, what stands there, what is put in its place.
"""
import collections
import re

Token = collections.namedtuple("Token", "kind text start")
Mutant = collections.namedtuple("Mutant", "kind start before after")

TOKEN = re.compile(r"""
    (?P<skip>\s+|/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<number>0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.X | re.S | re.M)

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&"}

# Calls whose absence costs memory or descriptors alone, and assertions.
NOT_LEFT_OUT = re.compile(r"(?:^|_)(?:free|release|rewind|reset|close|fini)$|^(?:assert\w*|BUG|madvise|fclose|sizeof|"
                          r"if|for|while|switch|return|static_assert|_Static_assert)$")
DECLARES = re.compile(r"\s*(?:static|const|struct|enum|union|char|unsigned|u?int\w*|size_t|bool)\b")


def tokens(text):
    return [Token(m.lastgroup, m.group(), m.start()) for m in TOKEN.finditer(text) if m.lastgroup != "skip"]


def closing(all_tokens, i):
    """The index of the parenthesis that closes the one at i."""
    depth = 0
    for j in range(i, len(all_tokens)):
        depth += {"(": 1, ")": -1}.get(all_tokens[j].text, 0)
        if depth == 0:
            return j
    return len(all_tokens) - 1


def asserted(all_tokens):
    """The indices of tokens inside of assertions, which no test reaches."""
    inside = set()
    for i, token in enumerate(all_tokens[:-1]):
        if re.fullmatch(r"assert|BUG|static_assert|_Static_assert", token.text) and all_tokens[i + 1].text == "(":
            inside.update(range(i, closing(all_tokens, i + 1) + 1))
    return inside


def is_success(text, t, i):
    """Whether it is the 0 of a function whose callers ask for less than 0 alone."""
    if t[i].text != "0" or t[i - 1].text != "return" or t[i + 1].text != ";":
        return False
    heads = re.findall(r"^(?!static const|struct|enum|union)(\w[\w *]*[ *])\w+\(", text[:t[i].start], re.M)
    return bool(heads) and heads[-1].split()[-1] == "int"


def constants(text, t, i):
    digits = t[i].text.rstrip("uUlL")
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" and len(digits) > 1 else 10
    value = int(digits, base)
    if value == 1 and t[i - 1].text == "-":
        return  # -1 stands for any failure
    if t[i].text == "0" and t[i - 1].text == "{" and t[i + 1].text == "}":
        return  # all of a structure
    if [x.text for x in t[i - 3:i]] == ["{", "NULL", ","] and t[i + 1].text == "}":
        return  # the end of a table
    line = text[text.rfind("\n", 0, t[i].start) + 1:t[i].start]
    if t[i - 1].text == "[" and t[i + 1].text == "]" and DECLARES.match(line):
        return  # the size of an array
    if is_success(text, t, i):
        yield Mutant("constant", t[i].start, "0", "-1")
        return
    suffix = t[i].text[len(digits):]
    for other in {value + 1, value - 1 if value else 2}:
        yield Mutant("constant", t[i].start, t[i].text, (hex(other) if base == 16 else str(other)) + suffix)


def arms(text, t, i):
    """A condition that always or never holds, a case that is left to the default."""
    if t[i].text == "if" and t[i + 1].text == "(":
        end = closing(t, i + 1)
        condition = text[t[i + 1].start:t[end].start + 1]
        yield Mutant("arm", t[i + 1].start, condition, "(1 || %s)" % condition)
        yield Mutant("arm", t[i + 1].start, condition, "(0 && %s)" % condition)
    elif t[i].text == "?":
        yield Mutant("arm", t[i].start, "?", "&& 0 ?")
        yield Mutant("arm", t[i].start, "?", "|| 1 ?")
    elif t[i].text == "case":
        end = next(j for j in range(i, len(t)) if t[j].text == ":")
        yield Mutant("arm", t[i].start, text[t[i].start:t[end].start + 1], "")


def left_out(text, t, i):
    """A statement that is nothing but a call."""
    if t[i].kind != "name" or t[i + 1].text != "(" or NOT_LEFT_OUT.search(t[i].text):
        return
    if t[i - 1].text not in (";", "{", "}", ")", "else", ":"):
        return
    end = closing(t, i + 1)
    if end + 1 < len(t) and t[end + 1].text == ";":
        yield Mutant("call", t[i].start, text[t[i].start:t[end].start + 1], "")


def sites(text):
    t = tokens(text)
    skipped = asserted(t)
    for i in range(1, len(t) - 1):
        if i in skipped:
            continue
        if t[i].text in COMPARISONS:
            yield Mutant("comparison", t[i].start, t[i].text, COMPARISONS[t[i].text])
        elif t[i].kind == "number":
            yield from constants(text, t, i)
        elif t[i].text in ("true", "false"):
            yield Mutant("constant", t[i].start, t[i].text, "false" if t[i].text == "true" else "true")
        yield from arms(text, t, i)
        yield from left_out(text, t, i)


def applied(text, mutant):
    """The changed text, with as many lines."""
    end = mutant.start + len(mutant.before)
    kept = "\n" * (mutant.before.count("\n") - mutant.after.count("\n"))
    return text[:mutant.start] + mutant.after + kept + text[end:]
