# Sourced by each step.
# shellcheck shell=sh
failed=0

wrong() {
	echo "FAILED: $*"
	failed=1
}

# Runs what should do without a word about it.
quietly() {
	"$@" >/tmp/said 2>&1 && return
	wrong "$*"
	tail -n 20 /tmp/said
}

# Every file of the system but what apt and dpkg keep for themselves, and what
# lives in memory.
files() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp \
		-o -path /run -o -path /srv -o -path /var/cache -o -path /var/log \
		-o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/lib/systemd/timers -o -path /var/lib/systemd/linger \
		-o -path /root \
		-o -path /etc/ld.so.cache -o -path /etc/.updated -o -path /var/.updated \) -prune -o -print | sort
	dpkg-query -W -f '${Package} ${Status}\n' | sort
}

finish() {
	exit $failed
}
