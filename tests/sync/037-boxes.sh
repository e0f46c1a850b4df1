#!/bin/sh
# Ranges of several fields may overlap as long as none begins or ends in one
# that came before it: the order in which the kernel gets them decides.
. "$(dirname "$0")/lib.sh"

need nft python3

# declare_set NAME ELEMENTS [FLAGS]
declare_set() {
	cat >"$1" <<-END
	table inet t {
		set s {
			typeof ip saddr . th dport
			flags interval$3
			counter
			elements = { $2 }
		}
	}
	END
}
declare_set one.nft '192.0.2.1 . 1-10, 192.0.2.2 . 7'
declare_set both.nft '192.0.2.1 . 5-6, 192.0.2.1 . 1-10, 192.0.2.2 . 7'
declare_set three.nft '192.0.2.1 . 6, 192.0.2.1 . 5-7, 192.0.2.1 . 1-10'
declare_set wrong.nft '192.0.2.1 . 1-10, 192.0.2.1 . 5-6'

# The wider one, which is there, has to come after the new one, and keeps its
# counts.
gives 0 sync one.nft
nft delete element inet t s '{ 192.0.2.1 . 1-10 }'
nft add element inet t s '{ 192.0.2.1 . 1-10 counter packets 3 bytes 300 }'
gives 0 sync -v both.nft
says err '1 added, 0 changed, 0 removed, 4 unchanged'
stands '192.0.2.1 . 5-6 counter packets 0'
stands '192.0.2.1 . 1-10 counter packets 3 bytes 300'
sends_nothing sync both.nft

# So may one that makes way for it.
gives 0 sync three.nft
stands '192.0.2.1 . 6 counter packets 0'
stands '192.0.2.1 . 1-10 counter packets 3 bytes 300'
gone '5-6'
sends_nothing sync three.nft
gives 0 sync one.nft
sends_nothing sync one.nft

# In the file itself: the kernel refuses the later one, Linux 6.1 only where the
# first fields differ, and drops it without a word where they do not.
before=$(generation)
gives 1 sync wrong.nft
says err 'wrong.nft:6:32-46: error: .*overlaps'
gives 1 check wrong.nft
says err 'wrong.nft:6:32-46: error: .*overlaps'
[ "$(generation)" = "$before" ] || wrong "the kernel was asked"

# Elements of others go where they are in the way of the file's, and stay where
# they are not.
declare_set open.nft '192.0.2.1 . 1-10' ', timeout'
gives 0 sync --adopt open.nft
nft delete element inet t s '{ 192.0.2.1 . 1-10 }'
nft add element inet t s '{ 192.0.2.1 . 5-20, 192.0.2.1 . 1-2, 192.0.2.1 . 30-40, 192.0.2.9 . 1-10 }'
gives 0 sync --verify open.nft
stands '192.0.2.1 . 1-10'
gone '5-20'
gone '1-2 '
stands '192.0.2.1 . 30-40'
stands '192.0.2.9 . 1-10'

# Where the set is made anew, too.
declare_set anew.nft '192.0.2.1 . 30-40, 192.0.2.9 . 9-12, 192.0.2.1 . 1-10' \
	', timeout
		comment "anew"'
nft add element inet t s '{ 192.0.2.8 . 5-6 }'
nft add element inet t s '{ 192.0.2.8 . 1-10 }'
gives 0 sync --recreate anew.nft
stands '192.0.2.8 . 5-6'
stands '192.0.2.8 . 1-10'
stands '192.0.2.9 . 9-12'
gone '192.0.2.9 . 1-10'
sends_nothing sync anew.nft
finish
