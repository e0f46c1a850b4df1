#include "config.h"

#include "base/name_source.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <string.h>

static int gai_errno(int gai)
{
	switch (gai) {
	case EAI_AGAIN:
		return -EAGAIN;
	case EAI_MEMORY:
		return -ENOMEM;
	case EAI_SYSTEM:
		return errno ? -errno : -EIO;
	case EAI_FAIL:
		return -EIO;
	default:
		return -ENOENT;
	}
}

static int ask_service(const char *name, union name_value *ret)
{
	struct addrinfo hints = { .ai_family = AF_INET }, *list;
	int gai = getaddrinfo(NULL, name, &hints, &list);

	if (gai)
		return gai_errno(gai);
	ret->num = ntohs(((const struct sockaddr_in *)(const void *)
				  list->ai_addr)->sin_port);
	freeaddrinfo(list);
	return 0;
}

static const uint8_t *address_of(const struct addrinfo *ai)
{
	const void *addr = ai->ai_addr;

	if (ai->ai_family == AF_INET6)
		return ((const struct sockaddr_in6 *)addr)->sin6_addr.s6_addr;
	return (const uint8_t *)&((const struct sockaddr_in *)addr)->sin_addr;
}

static int ask_host(const char *name, int family, size_t len,
		    union name_value *ret)
{
	struct addrinfo hints = { .ai_family = family,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int gai = getaddrinfo(name, NULL, &hints, &list), err = 0;

	if (gai)
		return gai_errno(gai);
	memcpy(ret->addr, address_of(list), len);
	for (const struct addrinfo *at = list->ai_next; at; at = at->ai_next)
		if (memcmp(ret->addr, address_of(at), len) != 0)
			err = -EMLINK;
	freeaddrinfo(list);
	return err;
}

static int ask_host4(const char *name, union name_value *ret)
{
	return ask_host(name, AF_INET, 4, ret);
}

static int ask_host6(const char *name, union name_value *ret)
{
	return ask_host(name, AF_INET6, 16, ret);
}

static int ask_protocol(const char *name, union name_value *ret)
{
	const struct protoent *p = getprotobyname(name);

	if (!p)
		return -ENOENT;
	ret->num = (uint64_t)p->p_proto;
	return 0;
}

static int ask_user(const char *name, union name_value *ret)
{
	const struct passwd *pw;

	errno = 0;
	pw = getpwnam(name);
	if (!pw)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	ret->num = pw->pw_uid;
	return 0;
}

static int ask_group(const char *name, union name_value *ret)
{
	const struct group *gr;

	errno = 0;
	gr = getgrnam(name);
	if (!gr)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	ret->num = gr->gr_gid;
	return 0;
}

/* ---- all names of a kind ---- */

static void list_services(name_found *found, void *ctx)
{
	const struct servent *s;

	setservent(1);
	while ((s = getservent())) {
		uint16_t port = ntohs((uint16_t)s->s_port);

		found(ctx, NAME_SERVICE, s->s_name, port);
		for (char **alias = s->s_aliases; *alias; alias++)
			found(ctx, NAME_SERVICE, *alias, port);
	}
	endservent();
}

static void list_protocols(name_found *found, void *ctx)
{
	const struct protoent *p;

	setprotoent(1);
	while ((p = getprotoent())) {
		uint64_t number = (uint64_t)p->p_proto;

		found(ctx, NAME_PROTOCOL, p->p_name, number);
		for (char **alias = p->p_aliases; *alias; alias++)
			found(ctx, NAME_PROTOCOL, *alias, number);
	}
	endprotoent();
}

static void list_users(name_found *found, void *ctx)
{
	const struct passwd *pw;

	setpwent();
	while ((pw = getpwent()))
		found(ctx, NAME_USER, pw->pw_name, pw->pw_uid);
	endpwent();
}

static void list_groups(name_found *found, void *ctx)
{
	const struct group *gr;

	setgrent();
	while ((gr = getgrent()))
		found(ctx, NAME_GROUP, gr->gr_name, gr->gr_gid);
	endgrent();
}

static int ask(const char *root, enum name_kind kind, const char *name,
	       union name_value *ret)
{
	static int (*const asks[NAMES_ASKED])(const char *,
					      union name_value *) = {
		[NAME_SERVICE] = ask_service,
		[NAME_PROTOCOL] = ask_protocol,
		[NAME_USER] = ask_user,
		[NAME_GROUP] = ask_group,
		[NAME_HOST4] = ask_host4,
		[NAME_HOST6] = ask_host6,
	};

	(void)root;
	return asks[kind](name, ret);
}

static void list(const char *root, enum name_kind kind, name_found *found,
		 void *ctx)
{
	static void (*const lists[NAMES_LISTED])(name_found *, void *) = {
		[NAME_SERVICE] = list_services,
		[NAME_PROTOCOL] = list_protocols,
		[NAME_USER] = list_users,
		[NAME_GROUP] = list_groups,
	};

	(void)root;
	lists[kind](found, ctx);
}

/* ---- one value ---- */

static const char *host_name(enum name_kind kind, const uint8_t *addr,
			     char *room)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	bool is_v4 = kind == NAME_HOST4;
	int err;

	memcpy(is_v4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, addr,
	       is_v4 ? 4 : 16);
	err = getnameinfo(is_v4 ? (void *)&v4 : (void *)&v6,
			  is_v4 ? sizeof(v4) : sizeof(v6), room, NAME_ROOM,
			  NULL, 0, NI_NAMEREQD);
	return err ? NULL : room;
}

static const char *protocol_name(uint64_t num)
{
	const struct protoent *p = getprotobynumber((int)num);

	return p ? p->p_name : NULL;
}

/* By any protocol, TCP first. */
static const char *service_name(uint64_t num)
{
	const struct servent *s = getservbyport(htons((uint16_t)num), NULL);

	return s ? s->s_name : NULL;
}

static const char *user_name(uint64_t num)
{
	const struct passwd *p = getpwuid((uid_t)num);

	return p ? p->pw_name : NULL;
}

static const char *group_name(uint64_t num)
{
	const struct group *g = getgrgid((gid_t)num);

	return g ? g->gr_name : NULL;
}

static bool name_of(const char *root, enum name_kind kind,
		    const union name_value *value, char *ret_name)
{
	static const char *(*const names[NAMES_LISTED])(uint64_t) = {
		[NAME_SERVICE] = service_name,
		[NAME_PROTOCOL] = protocol_name,
		[NAME_USER] = user_name,
		[NAME_GROUP] = group_name,
	};
	const char *name;

	(void)root;
	if (kind >= NAMES_LISTED)
		return host_name(kind, value->addr, ret_name);
	name = names[kind](value->num);
	if (!name || strlen(name) >= NAME_ROOM)
		return false;
	strcpy(ret_name, name);
	return true;
}

const struct name_source name_system = { ask, name_of, list };
