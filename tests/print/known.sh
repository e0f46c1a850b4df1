# Sourced by tests of print/: golden cases of which a form is not written so that it
# can be read again, with the reason.
# shellcheck shell=sh

known() {
	case $1 in
	*/bytecode/option-exists.nft | */errors/differs-keys.nft) ;; # `type integer`
	*/messages/cut-numbers.nft) ;; # times that are no whole seconds
	*/bytecode/placed-keys.nft | */errors/differs.nft | \
		*/errors/differs-constants.nft) ;; # `& pup`, `@nh,4,8`
	*) return 1 ;;
	esac
}
