#include "config.h"

#include "cli/features.h"
#include "cli/run/sandbox.h"
#include "cli/user/exit.h"
#include "cli/verbs.h"
#include "kernel/ask/release.h"
#include "kernel/ask/request.h"
#include "kernel/talk/socket.h"
#include "sync/fingerprint.h"
#include "tables/kconfig.h"
#include "tables/since.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#define NET_ADMIN 12 /* capabilities(7) */
#define ROOM_WANTED UINT64_C(0x7ffff000)

/* Facts as they are found: { "group": { "name": value } }. */
struct findings {
	json_t *doc;
	struct arena arena;
};

static void add(struct findings *f, const char *group, const char *name,
		json_t *value)
{
	json_t *in = json_object_get(f->doc, group);

	if (!in) {
		in = json_object();
		json_object_set_new(f->doc, group, in);
	}
	json_object_set_new(in, name, value);
}

static void add_text(struct findings *f, const char *group, const char *name,
		     const char *text)
{
	add(f, group, name, json_string(text));
}

/* ---- the machine ---- */

static bool has_net_admin(void)
{
	unsigned long long caps = 0;
	char line[256];
	FILE *in = fopen("/proc/self/status", "re");

	while (in && fgets(line, sizeof(line), in))
		if (strncmp(line, "CapEff:", 7) == 0)
			caps = strtoull(line + 7, NULL, 16);
	if (in)
		fclose(in);
	return caps >> NET_ADMIN & 1;
}

static const char *first_line(struct findings *f, const char *path)
{
	char line[128] = "";
	FILE *in = fopen(path, "re");

	if (in && !fgets(line, sizeof(line), in))
		line[0] = '\0';
	if (in)
		fclose(in);
	line[strcspn(line, "\n")] = '\0';
	return arena_strndup(&f->arena, line[0] ? line : "not known",
			     strlen(line[0] ? line : "not known"));
}

static const struct sysctl {
	const char *name, *path;
	bool optional; /* of some kernels only */
} sysctls[] = {
	{ "net.core.wmem_max", "/proc/sys/net/core/wmem_max", false },
	{ "net.core.rmem_max", "/proc/sys/net/core/rmem_max", false },
	{ "user.max_user_namespaces", "/proc/sys/user/max_user_namespaces",
	  false },
	{ "kernel.unprivileged_userns_clone",
	  "/proc/sys/kernel/unprivileged_userns_clone", true },
	{ "kernel.apparmor_restrict_unprivileged_userns",
	  "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", true },
};

static void add_sysctl(struct findings *f, const struct sysctl *row)
{
	if (!row->optional || access(row->path, R_OK) == 0)
		add_text(f, "machine", row->name, first_line(f, row->path));
}

static void look_at_machine(struct findings *f)
{
	struct utsname name;

	if (uname(&name) == 0)
		add_text(f, "machine", "kernel",
			 arena_printf(&f->arena, "%s %s %s", name.sysname,
				      name.release, name.machine));
	add(f, "machine", "user", json_integer(geteuid()));
	add(f, "machine", "CAP_NET_ADMIN", json_boolean(has_net_admin()));
	for (size_t i = 0; i < ARRAY_SIZE(sysctls); i++)
		add_sysctl(f, &sysctls[i]);
	add(f, "machine", "seccomp",
	    json_boolean(prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0));
}

/* ---- nf_tables, here ---- */

static void look_at_tables(struct findings *f)
{
	struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct kernel_socket sock;
	uint32_t genid;
	int err = kernel_socket_open(&sock, &how);

	if (!err) {
		add(f, "nf_tables", "largest batch",
		    json_integer((json_int_t)kernel_socket_room(&sock,
								ROOM_WANTED)));
		err = kernel_genid(&sock, &genid);
		kernel_socket_close(&sock);
	}
	if (err)
		add_text(f, "nf_tables", "reachable",
			 arena_printf(&f->arena, "no: %s", strerror(-err)));
	else
		add(f, "nf_tables", "reachable", json_true());
}

/* ---- this program ---- */

/* What the language has and this libnftnl has not is written without it, as
 * expressions are anyway: nothing is missing in what is sent. */
static const char *lacks_of_libnftnl(void)
{
	static const char text[] = ""
#if !HAVE_DECL_NFTNL_EXPR_INNER_TYPE
		"headers inside of tunnels, "
#endif
#if !HAVE_DECL_NFTNL_EXPR_BITWISE_SREG2
		"operations on two registers, "
#endif
#if !HAVE_DECL_NFTNL_OBJ_TUNNEL_OPTS
		"options of tunnels, "
#endif
		"wildcards of devices: nftload writes these itself";

	return text;
}

static void look_at_program(struct findings *f)
{
	add_text(f, "program", "nftload", PACKAGE_VERSION);
	add_text(f, "program", "states", "sync, diff, fingerprint");
	add_text(f, "program", "fingerprint", FINGERPRINT_FORM);
	add_text(f, "program", "libnftnl", BUILT_WITH_NFTNL);
	add_text(f, "program", "libmnl", BUILT_WITH_MNL);
	add_text(f, "program", "jansson", BUILT_WITH_JANSSON);
	add_text(f, "program", "libnftnl lacks", lacks_of_libnftnl());
	add_text(f, "program", "sandbox", sandbox_features());
}

/* ---- what the kernel can do ---- */

static json_t *add_answer(struct findings *f, const char *group,
			  enum family family, const char *name, int errnum)
{
	json_t *value = json_object();

	json_object_set_new(value, "supported", json_boolean(errnum == 0));
	if (errnum)
		json_object_set_new(value, "errno",
				    json_string(strerror(errnum)));
	add(f, group,
	    strcmp(group, "families") == 0 ?
		    name :
		    arena_printf(&f->arena, "%s %s", family_name(family), name),
	    value);
	return value;
}

/* It may be there when the kernel is built anew. */
static void add_option(json_t *value, const char *what, enum family family)
{
	const char *option = kconfig_option(what, family);

	if (option)
		json_object_set_new(value, "option", json_string(option));
}

static void add_feature(struct findings *f, const struct feature *row,
			int errnum)
{
	json_t *value = add_answer(f, row->group, row->family, row->name,
				   errnum);

	if (errnum)
		add_option(value, row->what ? row->what : row->name,
			   row->family);
}

static void add_since(struct findings *f, const struct since *row, int errnum)
{
	json_t *value = add_answer(f, row->group, row->family, row->name,
				   errnum);
	const char *release = arena_printf(&f->arena, "%u.%u", row->major,
					   row->minor);

	if (errnum && release_before(row->major, row->minor))
		json_object_set_new(value, "since", json_string(release));
	else if (errnum && row->expr)
		add_option(value, row->expr, row->family);
}

static void look_at_features(struct findings *f)
{
	int *errnums = arena_zalloc(&f->arena,
				    feature_count * sizeof(*errnums));
	int since[SINCE_COUNT];
	int err = features_probe(errnums, since);

	if (err) {
		add_text(f, "machine", "private namespace",
			 arena_printf(&f->arena, "no: %s", strerror(-err)));
		return;
	}
	add(f, "machine", "private namespace", json_true());
	for (size_t i = 0; i < feature_count; i++)
		add_feature(f, &feature_table[i], errnums[i]);
	for (size_t i = 0; i < SINCE_COUNT; i++)
		add_since(f, &since_rows[i], since[i]);
}

/* ---- the verdict ---- */

static const char *why_not(int errnum)
{
	if (errnum == EPERM || errnum == EACCES)
		return "CAP_NET_ADMIN is needed in the network namespace";
	if (errnum == EPROTONOSUPPORT || errnum == EINVAL ||
	    errnum == EOPNOTSUPP)
		return "this kernel has no nf_tables (option CONFIG_NF_TABLES)";
	return strerror(errnum);
}

/* What the kernel says to the smallest ruleset, which it judges alone. */
static int give_verdict(struct findings *f)
{
	int errnum = features_ask_here();

	add(f, "verdict", "can load", json_boolean(errnum == 0));
	if (!errnum)
		return EXIT_DONE;
	add_text(f, "verdict", "why not", why_not(errnum));
	return errnum == EPERM || errnum == EACCES ? EXIT_PERMISSION :
						     EXIT_SYSTEM;
}

/* ---- as text ---- */

static void print_verdict(const json_t *verdict)
{
	const char *reason = json_string_value(
		json_object_get(verdict, "why not"));

	if (reason)
		printf("nothing can be loaded here: %s\n", reason);
	else
		puts("rulesets can be loaded here");
}

static size_t count_missing(const json_t *doc, size_t *ret_all)
{
	size_t missing = 0;
	const char *group, *name;
	json_t *in, *value;

	*ret_all = 0;
	json_object_foreach((json_t *)(uintptr_t)doc, group, in) {
		json_object_foreach(in, name, value) {
			json_t *has = json_object_get(value, "supported");

			*ret_all += has != NULL;
			missing += json_is_false(has);
		}
	}
	return missing;
}

static void print_missing(const json_t *doc)
{
	size_t all, missing = count_missing(doc, &all);

	if (!all)
		puts("the kernel's features cannot be tried: there is no private namespace");
	else if (missing)
		printf("%zu of %zu features are missing: those with 'no' below\n",
		       missing, all);
	else
		printf("the kernel has all %zu features\n", all);
}

static void print_remedy(const json_t *value, const char *member,
			 const char *words)
{
	const char *text = json_string_value(json_object_get(value, member));

	if (text)
		printf(", %s%s", words, text);
}

static void print_value(const json_t *value)
{
	if (json_is_boolean(value)) {
		fputs(json_is_true(value) ? "yes" : "no", stdout);
	} else if (json_is_integer(value)) {
		printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	} else if (json_is_string(value)) {
		fputs(json_string_value(value), stdout);
	} else if (json_is_true(json_object_get(value, "supported"))) {
		fputs("yes", stdout);
	} else {
		printf("no: %s",
		       json_string_value(json_object_get(value, "errno")));
		print_remedy(value, "since", "came with Linux ");
		print_remedy(value, "option", "option ");
	}
}

static void print_text(json_t *doc)
{
	const char *group, *name;
	json_t *in, *value;

	print_verdict(json_object_get(doc, "verdict"));
	print_missing(doc);
	json_object_foreach(doc, group, in) {
		if (strcmp(group, "verdict") == 0)
			continue;
		printf("%s\n", group);
		json_object_foreach(in, name, value) {
			printf("  %-27s ", name);
			print_value(value);
			putchar('\n');
		}
	}
}

int verb_doctor(struct options *o)
{
	struct findings f;
	int code;

	if (o->files.count > 0)
		return options_error("doctor takes no files");
	f.doc = json_object();
	arena_init(&f.arena);
	code = give_verdict(&f);
	look_at_machine(&f);
	look_at_tables(&f);
	look_at_program(&f);
	look_at_features(&f);
	if (o->json) {
		json_dumpf(f.doc, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		print_text(f.doc);
	}
	json_decref(f.doc);
	arena_release(&f.arena);
	return code;
}
