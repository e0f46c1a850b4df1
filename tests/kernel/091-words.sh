#!/bin/sh
# Each kind of refusal of the kernel: its place, its sentence, its errno.
. "$(dirname "$0")/lib.sh"

cat >base.nft <<'END'
table ip t {
	counter k { }
	set s { type ipv4_addr; elements = { 1.1.1.1 } }
	set full { type ipv4_addr; size 1; }
	map vm { type ipv4_addr : verdict; }
	map om { type ipv4_addr : counter; }
	chain c { }
	chain in {
		type filter hook input priority 0;
		jump c
		ip saddr @s counter name "k"
	}
}
table netdev n {
}
END
gives 0 load base.nft

# One line a case: the input, `=>`, line:columns, `:` and the rest.
while IFS= read -r line; do
	[ -n "$line" ] || continue
	input=${line%% => *}
	sentence=${line#* => }
	printf '%s\n' "$input" >case.nft
	last=$input
	changes_nothing 4 load case.nft
	got=$(grep error: err | sed 's/^case.nft:\([^:]*:[^:]*\): error/\1/')
	[ "$got" = "$sentence" ] && continue
	wrong "$input"
	echo "want: $sentence"
	echo "got:  $got"
done <<'END'
add rule ip t c jump nosuch => 1:22-27: chain 'nosuch' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
add rule ip t nosuch accept => 1:15-20: chain 'nosuch' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
add rule ip x c accept => 1:13-13: table ip 'x' does not exist [kernel:ENOENT] (No such file or directory)
create table ip t => 1:17-17: table ip 't' exists already [kernel:EEXIST] (File exists)
create chain ip t c => 1:19-19: chain 'c' exists already in table ip 't' [kernel:EEXIST] (File exists)
create set ip t s { type ipv4_addr; } => 1:17-17: set 's' exists already in table ip 't' [kernel:EEXIST] (File exists)
create element ip t s { 1.1.1.1 } => 1:25-31: set 's' in table ip 't' already has this element [kernel:EEXIST] (File exists)
delete element ip t s { 1.1.1.2 } => 1:25-31: set 's' in table ip 't' has no such element [kernel:ENOENT] (No such file or directory)
add element ip t full { 1.1.1.1, 1.1.1.2 } => 1:34-40: set 'full' in table ip 't' is full: its size is reached [kernel:ENFILE] (Too many open files in system)
add element ip t vm { 1.1.1.1 : jump nosuch } => 1:38-43: chain 'nosuch' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
add element ip t vm { 1.1.1.1 comment "nosuch" : jump nosuch } => 1:55-60: chain 'nosuch' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
add element ip t vm { 1.1.1.1 : jump in } => 1:38-39: chain 'in' has a hook of its own: a map can only jump to a chain without one [kernel:EOPNOTSUPP] (Operation not supported)
add element ip t om { 1.1.1.1 : "nosuch" } => 1:34-39: object 'nosuch' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
add rule ip t c counter name "kk" => 1:31-32: counter 'kk' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
delete chain ip t c => 1:19-19: chain 'c' in table ip 't' is still used: a rule or a map jumps to it [kernel:EBUSY] (Device or resource busy)
delete chain ip t cc => 1:19-20: chain 'cc' does not exist in table ip 't' [kernel:ENOENT] (No such file or directory)
delete set ip t s => 1:17-17: set 's' in table ip 't' is still used by a rule [kernel:EBUSY] (Device or resource busy)
delete set ip t handle 99 => 1:24-25: there is no set with handle 99 in table ip 't' [kernel:ENOENT] (No such file or directory)
delete counter ip t k => 1:21-21: counter 'k' in table ip 't' is still used by a rule or a map [kernel:EBUSY] (Device or resource busy)
delete table ip tt => 1:17-18: table ip 'tt' does not exist [kernel:ENOENT] (No such file or directory)
delete rule ip t c handle 99 => 1:27-28: there is no rule with handle 99 in chain 'c' in table ip 't' [kernel:ENOENT] (No such file or directory)
add rule ip t c jump in => 1:22-23: chain 'in' has a hook of its own: a rule can only jump to a chain without one [kernel:EOPNOTSUPP] (Operation not supported)
add rule ip t c jump c => 1:22-22: the jump to chain 'c' closes a loop, or the jumps go too deep [kernel:EMLINK] (Too many links)
add chain ip t n { type route hook input priority 0; } => 1:25-29: a chain of type 'route' is not possible at hook input: only at output [kernel:EOPNOTSUPP] (Operation not supported)
add chain netdev n o { type filter hook ingress device lo priority 0; flags offload; } => 1:56-57: 'flags offload' needs devices that can filter in hardware, and a kernel that supports it [kernel:EOPNOTSUPP] (Operation not supported)
add chain ip t in { type filter hook forward priority 0; } => 1:16-17: chain 'in' exists already in table ip 't', with another hook or priority [kernel:EOPNOTSUPP] (Operation not supported)
add chain ip t in { type nat hook input priority 0; } => 1:16-17: chain 'in' exists already in table ip 't', with another type [kernel:EEXIST] (File exists)
add chain ip t c { policy drop; } => 1:27-30: chain 'c' in table ip 't' is not a base chain: only a chain with a hook has a policy [kernel:EOPNOTSUPP] (Operation not supported)
add rule ip t in masquerade => 1:18-27: 'masquerade' does not work in this chain: it works in chains of type 'nat' at hook postrouting [kernel:EOPNOTSUPP] (Operation not supported)
rename chain ip t c in => 1:21-22: chain 'in' exists already in table ip 't' [kernel:EEXIST] (File exists)
add rule ip t c limit rate 100 mbytes/day => 1:17-41: a number in the expression 'limit' is too large for the kernel: it overflows there [kernel:EOVERFLOW] (Value too large for defined data type)
END

# a statement at the wrong hook: the kernel refuses all that follows in its
# table, which is not said, and each further one of the kind, which is
cat >hook.nft <<'END'
table ip h {
	chain c {
		type filter hook output priority 0;
		tcp dport 22 accept
		osf name "Linux" accept
		meta priority 1:2 accept
		meta mark set 5
		rt classid 5 accept
		fib daddr type local accept
		tcp dport { 22, 23 } jump d
		tcp dport 80 masquerade
	}
	chain d {
	}
}
table ip6 h {
	chain c {
		type filter hook input priority 0;
		accept
		tcp dport 80 masquerade
	}
}
END
changes_nothing 4 load hook.nft
grep ': error: ' err | sed 's/^hook.nft:\([0-9]*\):.*: error: \([^:]*\):.*/\1 \2/' >got
cat >want <<'END'
5 'osf' does not work in this chain
11 'masquerade' does not work in this chain
20 'masquerade' does not work in this chain
END
cmp -s want got || wrong "not just the three misplaced statements"

# hints: a near name, another family, a declaration that comes too late
echo 'add rule ip t c jump inn' >case.nft
gives 4 load case.nft
says err "^hint: did you mean 'in'?"
echo 'delete table inet t' >case.nft
gives 4 load case.nft
says err "^hint: did you mean table ip 't'?"
printf 'add rule ip t c jump later\nadd chain ip t later\n' >case.nft
gives 4 load case.nft
says err '^case.nft:1:22-26: error: chain .later. does not exist'
says err '^case.nft:2:.* note: it is declared only here, after its use'

# More than five fields: the kernel keeps the types of the last five
six='type ipv4_addr . ipv4_addr . inet_proto . inet_service . inet_service . mark'
printf 'table ip t {\n\tset six {\n\t\t%s\n\t}\n}\n' "$six" >six.nft
element='add element ip t six { 1.1.1.1 . 2.2.2.2 . tcp . 80 . 90 . 7 }'
gives 0 load six.nft
echo "$element" >case.nft
changes_nothing 1 load case.nft
says err "error: the kernel's set 'six' has an unknown type: declare the set here, too"
echo "$element" | cat six.nft - >case.nft
gives 0 load case.nft
finish
