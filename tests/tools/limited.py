"""Runs a test, and ends it after so many seconds together with all that it has started.

usage: limited.py SECONDS COMMAND...

The exit status is the command's own, or 124 where it was ended.  What ran then is printed, and on descriptor 9 too, if that
is open: there `make check` shows it.  A process that went away from the test, with a session of its own, is found as well:
it belongs to the one that runs this, and no longer to the init of the machine.
"""
import ctypes
import os
import signal
import sys
import time

ENDED = 124
CONSOLE = 9
PR_SET_CHILD_SUBREAPER = 36
# Tests that rightly take longer: how many times the limit.
LONGER = {"tests/oracle/oracle.sh": 2}
# Python ignores some signals, and a shell more of them in what it runs in the background: a test ignores none.
RESET = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)


class TimeIsUp(Exception):
    pass


def on_alarm(_number, _frame):
    raise TimeIsUp


def start(command):
    """In a process group of its own, where a read from a terminal would stop it: so it reads nothing."""
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    for number in RESET:
        signal.signal(number, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr, flush=True)
    os._exit(127)


def wait_for(child):
    """Its exit status; the end of others is noticed, too, so that no zombie stays."""
    while True:
        pid, status = os.wait()
        if pid == child:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


def parents():
    """The parent of each process that runs here."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="latin-1") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(name)] = int(parent)
    return found


def descendants():
    of = parents()
    mine = [os.getpid()]
    for pid in mine:
        mine += [child for child, parent in of.items() if parent == pid]
    return mine[1:]


def words_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def send(number):
    for pid in descendants():
        try:
            os.kill(pid, number)
        except OSError:
            pass


def bury():
    """Takes note of those that have ended, so that no zombie stays."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def gone(seconds):
    """Whether all have ended within this time."""
    end = time.monotonic() + seconds
    while descendants():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    bury()
    return True


def finish(grace):
    """They may clean up, and then they must go."""
    send(signal.SIGTERM)
    if gone(grace):
        return
    # A process may be started while others are killed.
    for _ in range(10):
        send(signal.SIGKILL)
        if gone(0.5):
            return


def report(test, limit):
    lines = [f"{test} was ended after {limit} s; these ran:"]
    lines += [f"  {pid} {words_of(pid)[:200]}" for pid in descendants()]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    sys.stdout.flush()
    try:
        os.write(CONSOLE, text.encode())
    except OSError:
        pass


def pass_on(number, _frame):
    """What ends this ends the test."""
    finish(2)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def name_of(command):
    """The test as the Makefile calls it: without the way to the sources."""
    return "".join(command[-1].rpartition("tests/")[1:])


def main(seconds, command):
    test = name_of(command)
    limit = int(seconds) * LONGER.get(test, 1)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        os.set_inheritable(CONSOLE, False)
    except OSError:
        pass
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, pass_on)
    child = start(command)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.alarm(limit)
    try:
        return wait_for(child)
    except TimeIsUp:
        report(test, limit)
        finish(min(10, limit))
        return ENDED


sys.exit(main(sys.argv[1], sys.argv[2:]))
