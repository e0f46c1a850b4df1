# Turns what `nftload help` prints into lines that completions can use, so that
# they know the same options as the program.
#
#   -v what=options   OPTION <tab> ARGUMENT <tab> DESCRIPTION
#   -v what=verbs     VERB <tab> <tab> DESCRIPTION

function describe(text) {
	if (match(text, / +[^ -]/))
		return substr(text, RSTART + RLENGTH - 1)
	return ""
}

function left_of(text) {
	if (match(text, / +[^ -]/))
		return substr(text, 1, RSTART - 1)
	return text
}

function flush() {
	if (help !~ /^refused: /)
		for (i = 1; i <= count; i++)
			print names[i] "\t" argument "\t" help
	count = 0
}

/^verbs:/ { in_verbs = 1; next }
/^$/ { in_verbs = 0; if (what == "options") flush(); next }

what == "verbs" && in_verbs && /^  / {
	print $1 "\t\t" describe(substr($0, 3))
}

what == "options" && /^ +-/ {
	flush()
	sub(/^ +/, "")
	help = describe($0)
	left = left_of($0)
	sub(/\[=.*\]/, "", left) # an argument that may be left out
	argument = ""
	if (match(left, /=/)) {
		argument = substr(left, RSTART + 1)
		left = substr(left, 1, RSTART - 1)
	}
	count = split(left, names, /, */)
	sub(/ +$/, "", names[count])
	next
}

# a description that did not fit beside its option
what == "options" && count && /^ +[^ -]/ {
	sub(/^ +/, "")
	help = $0
}

END { flush() }
