"""nft as a library: loads cases and lists them without a process for each.

The library is that of NFT_ORACLE where that is a script that starts nft with a loader and libraries of its own
(`exec LOADER --library-path FOLDERS .../nft "$@"`): then Python itself is started by that loader.  Else it is the
installed libnftables.

Everything happens in a network namespace of its own.
"""
import ctypes
import json
import os
import pathlib
import re
import sys

# NFT_CTX_OUTPUT_* of libnftables(3), by the option of nft(8) that sets each.
FLAGS = {"N": 1 << 0, "S": 1 << 1, "s": 1 << 2, "a": 1 << 3, "j": 1 << 4, "u": 1 << 6, "p": 1 << 7, "y": 1 << 8,
         "n": 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10, "T": 1 << 10, "t": 1 << 11}
INSIDE = "NFTLOAD_TESTS_INSIDE"


def loader_of(nft):
    """The words before the program in a script that starts nft, or none."""
    try:
        script = pathlib.Path(nft).read_text()
    except (UnicodeDecodeError, OSError):
        return []
    found = re.search(r"exec (\S+ --library-path \S+) ", script)
    return found.group(1).split() if found else []


def enter(nft):
    """Goes on in a network namespace, with the libraries of nft."""
    if INSIDE in os.environ:
        return
    user = [] if os.geteuid() == 0 else ["-r"]
    words = ["unshare", "-n", *user, "--", *loader_of(nft), sys.executable, *sys.argv]
    os.execvpe(words[0], words, dict(os.environ, TZ="UTC", **{INSIDE: "1"}))


class Context:
    """A context of libnftables, in the network namespace of the process."""

    def __init__(self):
        self.lib = ctypes.CDLL("libnftables.so.1")
        self.lib.nft_ctx_new.restype = ctypes.c_void_p
        for what in ("output", "error"):
            getattr(self.lib, "nft_ctx_get_%s_buffer" % what).restype = ctypes.c_char_p
        self.ctx = ctypes.c_void_p(self.lib.nft_ctx_new(0))
        self.lib.nft_ctx_buffer_output(self.ctx)
        self.lib.nft_ctx_buffer_error(self.ctx)

    def run(self, text, flags):
        """The output of the commands, and None or the words with which they were refused."""
        bits = 0
        for flag in flags:
            bits |= FLAGS[flag]
        self.lib.nft_ctx_output_set_flags(self.ctx, bits)
        ret = self.lib.nft_run_cmd_from_buffer(self.ctx, text.encode(errors="surrogateescape"))
        out = self.lib.nft_ctx_get_output_buffer(self.ctx).decode(errors="surrogateescape")
        err = self.lib.nft_ctx_get_error_buffer(self.ctx).decode(errors="backslashreplace")
        return out, err or "refused without a word" if ret else None


def run(*steps):
    """Runs (text, flags) one after the other until one is refused; the output of the last, and None or why not.

    In a process of its own: the library ends its process where it finds a mistake in itself."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        out, error, context = "", None, Context()
        for text, flags in steps:
            out, error = (out, error) if error else context.run(text, flags)
        with os.fdopen(writer, "w") as f:
            json.dump([out, error], f)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as f:
        answer = f.read()
    status = os.waitpid(child, 0)[1]
    return json.loads(answer) if status == 0 else [None, "nft died: status %d" % status]


def cases_of(paths):
    """Yields (id, text) of the cases in corpora (lines of JSON that have "script") and of single files."""
    for path in map(pathlib.Path, paths):
        if path.suffix != ".jsonl":
            yield str(path), 'flush ruleset\ninclude "%s"\n' % path.resolve()
            continue
        for line in path.read_text().splitlines():
            case = json.loads(line)
            if case.get("expect", "loads") == "loads":
                yield case["id"], case["script"]


class Listings:
    """What the reference lists of each case; kept in a file of a folder, so that each is asked once."""

    def __init__(self, folder):
        self.kept, self.file = {}, None
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            path = pathlib.Path(folder) / "listings.jsonl"
            if path.exists():
                for line in path.read_text().splitlines():
                    key, *value = json.loads(line)
                    self.kept[tuple(key)] = value
            self.file = path.open("a")

    def of(self, text, flags):
        """The listing, or None and the reason: nft does not load the case, or cannot list it."""
        key = (text, flags)
        if key not in self.kept:
            out, error = run((text, ""), ("list ruleset", flags))
            self.kept[key] = [None, error] if error else [out, None]
            if self.file:
                self.file.write(json.dumps([key, *self.kept[key]]) + "\n")
                self.file.flush()
        return self.kept[key]
