#include "config.h"

#include "cli/user/nft_text.h"

#include "base/util.h"
#include "cli/user/options.h"

#include <string.h>
#include <unistd.h>

/* clang-format off */
/* Words that begin a command of nft's language. */
static const char *const text_words[] = {
	"add", "create", "insert", "replace", "delete", "destroy", "flush",
	"rename", "table", "chain", "rule", "set", "map", "element",
	"flowtable", "counter", "quota", "limit", "ct", "secmark", "synproxy",
	"tunnel", "define", "redefine", "undefine", "include", "list", "get",
	"{",
};

static const struct {
	const char *word, *answer;
} foreign[] = {
	{ "reset", "nftload resets nothing: use 'nft reset'" },
	{ "monitor", "nftload watches nothing: use 'nft monitor'" },
	{ "describe", "nftload describes nothing: use 'nft describe'" },
	{ "export", "nftload exports nothing: use 'nft -j list ruleset'" },
	{ "import", "nftload imports nothing: 'nftload -j -f FILE' loads JSON" },
};
/* clang-format on */

/* The first word of an argument that may hold a whole command. */
static bool begins_with(const char *text, const char *word)
{
	size_t len = strlen(word);

	text += strspn(text, " \t\n");
	if (*word == '{')
		return *text == '{';
	return strncmp(text, word, len) == 0 &&
	       strchr(" \t\n{", text[len]); /* the final NUL, too */
}

static bool ends_with(const char *word, const char *end)
{
	size_t len = strlen(word), nend = strlen(end);

	return len > nend && strcmp(word + len - nend, end) == 0;
}

static bool named_like_file(const char *word)
{
	return ends_with(word, ".nft") || ends_with(word, ".json");
}

/* Programs put text together: lxc-net's begins with a semicolon, others' with
 * a comment, a blank line or a continued one, and some have nothing to say.  No
 * verb and hardly a file begins so, and several words are no verb either. */
static bool looks_like_text(const char *word)
{
	return !*word || strchr("#;\\", *word) ||
	       (strpbrk(word, " \t\n;") && !named_like_file(word) &&
		access(word, F_OK) < 0);
}

bool nft_text_begins(const char *word)
{
	if (looks_like_text(word))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(text_words); i++)
		if (begins_with(word, text_words[i]))
			return true;
	return false;
}

int nft_text_refuse_file(const char *word)
{
	bool there = access(word, F_OK) == 0;

	if (nft_text_begins(word) ||
	    (!there && !strchr(word, '/') && !named_like_file(word)))
		return 0;
	return options_error(
		"'%s' is %s: 'nftload load %s' or 'nftload -f %s' loads a file",
		word, there ? "not a verb" : "neither a verb nor nft text",
		word, word);
}

const char *nft_text_foreign(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		if (begins_with(word, foreign[i].word))
			return foreign[i].answer;
	return NULL;
}
