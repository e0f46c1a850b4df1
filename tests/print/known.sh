# Sourced by tests of print/: golden cases of which a form is not written so that it
# can be read again, with the reason.
# shellcheck shell=sh

known() {
	case $1 in
	*/bytecode/bit-fields.nft) ;;	    # a mask wider than its field
	*/bytecode/hashed.nft) ;;	    # `^ 1` of a truth value
	*/bytecode/operators.nft | */bytecode/shift-odd.nft | \
		*/messages/cut-numbers.nft) ;; # rules that are only bytecode
	*/bytecode/option-exists.nft | */errors/differs-keys.nft) ;; # `type integer`
	*/bytecode/placed-keys.nft | */errors/differs.nft | \
		*/errors/differs-constants.nft) ;; # `& pup`, `@nh,4,8`
	*/rows/types.nft) ;;		    # elements that are keywords
	*) return 1 ;;
	esac
}
