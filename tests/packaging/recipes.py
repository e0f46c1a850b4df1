#!/usr/bin/env python3
"""The lists of files in the recipes for RPM and Alpine, against what is installed.

usage: recipes.py SRCDIR INSTALLED

INSTALLED is a folder into which `make install` has put everything, with the prefix /usr.  Nothing of it may be missing
in the RPM's lists, and nothing may be listed that is not there.  The recipe for Alpine has no list: its function
package() is run, with `make install` as a copy of INSTALLED without units, and what it leaves is compared with what the
RPM has.
"""
import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile

# As rpm has them on the systems of today.
MACROS = {"_sbindir": "/usr/sbin", "_datadir": "/usr/share", "_sysconfdir": "/etc", "_unitdir": "/usr/lib/systemd/system",
          "_mandir": "/usr/share/man"}
# What both recipes lay beside the installed files, each where its system looks for it.
SETTINGS = {"/etc/sysconfig/nftload": "/etc/conf.d/nftload"}
ALPINE_ONLY = {"/etc/init.d/nftload"}


def files_of(top):
    """Paths of files and of empty folders."""
    return {"/" + path.relative_to(top).as_posix() for path in top.rglob("*")
            if not path.is_dir() or not any(path.iterdir())}


def listed(spec):
    """The paths of the %files sections, with the macros replaced."""
    for section in re.split(r"^%(?=files)", spec, flags=re.M)[1:]:
        body = re.split(r"^%(?:changelog|post|pre)", section, flags=re.M)[0]
        for line in body.splitlines()[1:]:
            if not line or re.match(r"#|%(doc|license)\b", line):
                continue
            path = re.sub(r"^%(dir|config\(noreplace\)) +", "", line)
            yield re.sub(r"%{(\w+)}", lambda found: MACROS[found[1]], path)


def made_by_hand(spec):
    """What the recipe's %install makes without make."""
    section = re.search(r"^%install\n(.*?)^%(?:post|pre|files|check)", spec, re.M | re.S)[1]
    for line in section.splitlines():
        if line.startswith("install "):
            for path in re.findall(r"%{buildroot}(\S+)", line):
                yield re.sub(r"%{(\w+)}", lambda found: MACROS[found[1]], path)


def matches(path, pattern):
    return path.startswith(pattern) if pattern.endswith("/") else fnmatch.fnmatchcase(path, pattern)


def alpine(srcdir, installed):
    """What package() leaves."""
    with tempfile.TemporaryDirectory() as work:
        run = f"""
            make() {{ cp -R '{installed}/.' "$pkgdir/"; rm -rf "$pkgdir/usr/lib"; }}
            pkgdir='{work}/out'
            mkdir -p "$pkgdir" '{work}/sources/packaging/debian' '{work}/sources/packaging/openrc'
            : >'{work}/sources/packaging/openrc/nftload'
            cp '{srcdir}/packaging/debian/nftload.default' '{work}/sources/packaging/debian/'
            . '{srcdir}/packaging/alpine/APKBUILD'
            cd '{work}/sources'
            package"""
        subprocess.run(["sh", "-eu", "-c", run], check=True)
        return files_of(pathlib.Path(work) / "out")


def main():
    srcdir, installed = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    spec = (srcdir / "packaging/rpm/nftload.spec").read_text()
    patterns = list(listed(spec))
    own = set(made_by_hand(spec))
    # A build without systemd installs no units.
    units = {f"{MACROS['_unitdir']}/{path.stem}" for path in (srcdir / "packaging/systemd").glob("*.in")}
    packed = files_of(installed) | own | units
    wrong = [f"the RPM has not {path}" for path in sorted(packed) if not any(matches(path, p) for p in patterns)]
    wrong += [f"the RPM lists {p}, which nobody installs" for p in patterns if not any(matches(path, p) for path in packed)]
    expected = {SETTINGS.get(path, path) for path in packed - units} | ALPINE_ONLY
    found = alpine(srcdir, installed)
    wrong += [f"Alpine's package has not {path}" for path in sorted(expected - found)]
    wrong += [f"Alpine's package has {path}, the RPM has not" for path in sorted(found - expected)]
    for what in wrong:
        print(f"FAILED: {what}")
    print(f"{len(patterns)} entries, {len(packed)} files")
    sys.exit(bool(wrong) or not patterns)


main()
