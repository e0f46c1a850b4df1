# Puts the functions of src/start-order first into .text of the linker's own script:
# awk -f start.awk start-order VERBOSE, the last being what the linker prints for
# --verbose.  Fails where that is no script.
NR == FNR {
	names = names "    *(.text." $1 " .text." $1 ".*)\n"
	next
}
/^=====/ {
	inside = !inside
	next
}
inside {
	print
}
inside && /^  \.text / {
	text = 1
}
text && /\{/ {
	# libnettle's, which its constructor calls
	printf "%s    *:cpuid.o(.text)\n", names
	text = 0
	found = 1
}
END {
	exit !found
}
