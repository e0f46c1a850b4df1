#!/bin/sh
# A test that hangs is ended with all that it started, is named, and fails; others
# end as they would without the limit.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/../sync/lib.sh"
need python3
limited="python3 -IS $tests_dir/tools/limited.py"

is_gone() {
	! kill -0 "$1" 2>/dev/null
}

# with STATUS COMMAND: what a script of this text ends with
with() {
	last=$2
	printf '#!/bin/sh\n%s\n' "$2" >script
	status=0
	echo read | $limited 20 sh ./script >out 2>err 9>console || status=$?
	expect "$1"
	[ ! -s console ] || wrong "the console is written to: $last"
}
with 0 true
with 3 'exit 3'
with 77 'exit 77'
with 99 'exit 99'
with 143 'kill -TERM $$'
with 1 'read line'
# shellcheck disable=SC2016
with 0 '[ ! -e /proc/$$/fd/9 ]'
# Signals are not ignored, whatever is in the shell that begins the test.  The two
# above 31 are the C library's own.
trap '' INT HUP
# shellcheck disable=SC2016
with 0 'grep -q "^SigIgn:.*[08]0000000$" /proc/$$/status'
trap - INT HUP
# What stays when the test has ended is left alone, and nobody waits for it.
with 0 'setsid sleep 30 & echo $! >left'
kill "$(cat left)" || wrong "what was left has been ended"
last="a command that is not there"
$limited 5 ./none >out 2>err
status=$?
expect 127

# It hangs, ignores signals, and so does a process with a session of its own.
mkdir -p tests/some
cat >tests/some/hangs.sh <<'END'
#!/bin/sh
trap 'echo asked to end' TERM
python3 -c '
import os, signal, time
os.setsid()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open("apart", "w").write(str(os.getpid()))
time.sleep(1000)' &
while :; do
	sleep 0.1
done
END
chmod +x tests/some/hangs.sh
driver=$tests_dir/../build-aux/test-driver
begun=$(date +%s)
# shellcheck disable=SC2086
"$driver" --test-name hangs --log-file log --trs-file trs -- \
	$limited 1 ./tests/some/hangs.sh >out 9>console
last="a test that hangs"
[ $(($(date +%s) - begun)) -lt 20 ] || wrong "ended late"
says out '^FAIL: hangs$'
says trs '^:test-result: FAIL$'
says log '^asked to end$'
says log '^FAIL hangs (exit status: 124)$'
for shown in log console; do
	says $shown '^tests/some/hangs.sh was ended after 1 s; these ran:$'
	says $shown '^  [0-9]* /bin/sh ./tests/some/hangs.sh$'
	says $shown "^  $(cat apart) python3 -c"
done
is_gone "$(cat apart)" || wrong "a process is left"

# Who is ended while a test runs ends the test.
$limited 30 sh -c 'echo $$ >pid; exec sleep 1000' &
comes [ -s pid ] || wrong "the test does not begin"
kill -TERM $!
wait $!
status=$?
last="an end from outside"
expect 143
comes is_gone "$(cat pid)" || wrong "the test goes on"
finish
