#!/bin/sh
# Each shell completes nftload's command line; the shell itself is asked.
# The functions NAME_offers are called by name; each shell reads its own script.
# shellcheck disable=SC2016,SC2317
. "$(dirname "$0")/../kernel/lib.sh"
built=${NFTLOAD_PACKAGING:-$(dirname "$nftload")/../packaging}/completions
[ -e "$built/nftload.fish" ] || skip "the completions are not built"
mkdir bin work
ln -s "$nftload" bin/nftload
PATH=$PWD/bin:$PATH
HOME=$PWD
NFTLOAD_COMPLETIONS=$tests_dir/../packaging/completions
export PATH HOME NFTLOAD_COMPLETIONS built
unset XDG_CONFIG_HOME XDG_DATA_HOME
touch work/one.nft work/two.json work/three.txt

# Every option of the help texts, the refused ones left out.
rows() {
	nftload help "$@" | awk -v what=options -f "$NFTLOAD_COMPLETIONS/rows.awk" | cut -f 1
}
rows load | grep -qx -e --strict || wrong "the help of load cannot be read"
rows load | grep -qx -e --dump || wrong "an option whose help is on the next line is lost"
rows | grep -qx -e --optimize && wrong "a refused option is offered"
[ "$(rows load | grep -c '^--')" = "$(nftload help load | grep -c '^ .*--[a-z-]*')" ] ||
	wrong "not all options of load are read"

has_all() {
	for word; do
		grep -qx -e "$word" out || return
	done
}

# offers SHELL LINE WORD...: what the shell offers for a line has all words.
offers() {
	last="$1: $2"
	shell=$1
	line=$2
	shift 2
	# What a busy machine's terminal loses is asked for again.
	for try in 1 2 3 4; do
		"${shell}_offers" "$line" >out 2>err
		has_all "$@" && break
		[ "$shell" = zsh ] || break
		sleep "$try"
	done
	for word; do
		grep -qx -e "$word" out && continue
		wrong "no '$word' among the offers of $shell: $last"
		cat out err
	done
}

# offers_not SHELL WORD: of the last line
offers_not() {
	grep -qx -e "$1" out && wrong "'$1' is offered: $last"
}

bash_offers() {
	bash --norc -c '
	. "$built/nftload"
	line=$1
	set -f
	COMP_LINE=$line COMP_POINT=${#line}
	COMP_WORDS=(${line//=/ = })
	[[ $line == *" " || $line == *= ]] && [[ $line != *= ]] && COMP_WORDS+=("")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_nftload
	printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}

fish_offers() {
	fish --no-config -c '
	source $built/nftload.fish
	complete -C $argv[1]' "$1" | cut -f 1
}

# zsh completes at a terminal only: one is made, and asked.
zsh_offers() {
	zsh -f -c '
	zmodload zsh/zpty
	zpty shell "TERM=dumb zsh -f -i"
	read_until() {
		local line all=
		while zpty -r shell line; do
			all+=$line
			[[ $all == *$1* ]] && break
		done
		print -r -- $all
	}
	zpty -w shell "PS1=; fpath=($built \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=9999 COLUMNS=200"
	zpty -w shell "zstyle \":completion:*\" list-grouped false; unsetopt list_packed; setopt auto_list no_always_last_prompt"
	zpty -w shell "show() { compadd() { builtin compadd -O found \"\$@\"; builtin compadd -A found \"\$@\" 2>/dev/null; print -r -- \"<\$found>\"; builtin compadd \"\$@\" }; _main_complete; }; zle -C show list-choices show; bindkey \"^T\" show; print RE\"\"ADY"
	read_until READY >/dev/null
	zpty -w -n shell "$1"$(printf "\024\025")"print DO\"\"NE
"
	read_until DONE' zsh "$1" | tr -d '\r' | sed -n "s,^.*<\([^<>]*\)>.*$,\1,p" | tr " " "\n"
}

# shellcheck disable=SC2046
for shell in bash zsh fish; do
	if ! command -v $shell >/dev/null; then
		echo "$shell is not here: its completion is not run"
		continue
	fi
	offers "$shell" 'nftload ' load check graph boot doctor help
	offers "$shell" 'nftload help ' load check graph
	offers "$shell" 'nftload load --' $(rows load | grep '^--')
	offers "$shell" 'nftload check --' $(rows check | grep '^--')
	offers "$shell" 'nftload graph --' $(rows graph | grep '^--')
	offers "$shell" 'nftload boot --' $(rows boot | grep '^--')
	offers "$shell" 'nftload --' $(rows | grep '^--')
	offers_not --optimize
	case $shell in
	fish) offers fish 'nftload load --color=' --color=auto --color=never ;;
	*) offers "$shell" 'nftload load --color=' auto always never ;;
	esac
	offers "$shell" 'nftload load --color ' auto always never
	offers "$shell" 'nftload load --missing-interface ' fail by-name
	case $shell in
	zsh) offers zsh 'nftload load work/' one.nft two.json ;;
	*) offers "$shell" 'nftload load work/' work/one.nft work/two.json ;;
	esac
done
finish
