#include "config.h"

#include "support.h"

#include "load/names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct fixture {
	struct names names;
	struct resolver r;
	char root[64];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->root, "/tmp/nftload-names-XXXXXX");
	assert_non_null(mkdtemp(f->root));
	names_init(&f->names, &f->r);
	f->names.root = f->root;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	names_release(&f->names);
	snprintf(command, sizeof(command), "rm -rf %s", f->root);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void make(const struct fixture *f, const char *dir, const char *name,
		 const char *content)
{
	char path[256];
	FILE *out;

	snprintf(path, sizeof(path), "mkdir -p %s%s", f->root, dir);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof(path), "%s%s/%s", f->root, dir, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(content, out);
	fclose(out);
}

static int ask_file(struct fixture *f, const char *table, const char *name,
		    uint64_t *ret, const char **ret_path)
{
	return f->r.table_file(f->r.ctx, table, name, ret, ret_path);
}

static void test_table_file(void **state)
{
	struct fixture *f = *state;
	const char *path = NULL;
	uint64_t num = 99;

	make(f, "/etc/iproute2", "rt_marks",
	     "# marks\n\n1 one\n0x20\ttwenty # comment\nnonsense here\n"
	     "  3 three\r\n4\n0X5 five\n6 one\n");
	assert_int_equal(ask_file(f, "rt_marks", "one", &num, &path), 0);
	assert_int_equal(num, 1);
	assert_non_null(strstr(path, "/etc/iproute2/rt_marks"));
	assert_int_equal(ask_file(f, "rt_marks", "twenty", &num, &path), 0);
	assert_int_equal(num, 0x20);
	assert_int_equal(ask_file(f, "rt_marks", "three", &num, &path), 0);
	assert_int_equal(num, 3);
	assert_int_equal(ask_file(f, "rt_marks", "five", &num, &path), 0);
	assert_int_equal(num, 5);
	assert_int_equal(ask_file(f, "rt_marks", "comment", &num, &path),
			 -ENOENT);
	assert_int_equal(num, 5);
	/* the file is read once */
	make(f, "/etc/iproute2", "rt_marks", "7 seven\n");
	assert_int_equal(ask_file(f, "rt_marks", "seven", &num, &path),
			 -ENOENT);
	assert_int_equal(ask_file(f, "rt_marks", "one", &num, &path), 0);
}

static void test_table_fallback(void **state)
{
	struct fixture *f = *state;
	const char *path = NULL;
	uint64_t num;

	make(f, "/usr/share/iproute2", "group", "0 default\n9 dmz\n");
	assert_int_equal(ask_file(f, "group", "dmz", &num, &path), 0);
	assert_int_equal(num, 9);
	assert_non_null(strstr(path, "/usr/share/iproute2/group"));
	/* no file: the path that would be read is named */
	assert_int_equal(ask_file(f, "rt_realms", "x", &num, &path), -ENOENT);
	assert_non_null(strstr(path, "/etc/iproute2/rt_realms"));
	assert_int_equal(ask_file(f, "nonsense", "x", &num, &path), -ENOENT);
}

static void test_cgroup(void **state)
{
	struct fixture *f = *state;
	char path[256];
	struct stat st;
	uint64_t id = 0;

	make(f, "/sys/fs/cgroup/a/b", "x", "");
	snprintf(path, sizeof(path), "%s/sys/fs/cgroup/a/b", f->root);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(f->r.cgroup(f->r.ctx, "a/b", &id), 0);
	assert_true(id == st.st_ino);
	assert_int_equal(f->r.cgroup(f->r.ctx, "a/c", &id), -ENOENT);
}

/* Names that every system has. */
static void test_services(void **state)
{
	struct fixture *f = *state;
	uint8_t number = 0, addr[16];
	uint16_t port = 0;
	uint32_t id = 99;

	assert_int_equal(f->r.user(f->r.ctx, "root", &id), 0);
	assert_int_equal(id, 0);
	id = 99;
	assert_int_equal(f->r.group(f->r.ctx, "root", &id), 0);
	assert_int_equal(id, 0);
	assert_int_equal(f->r.user(f->r.ctx, "no-such-user", &id), -ENOENT);
	assert_int_equal(f->r.group(f->r.ctx, "no-such-group", &id), -ENOENT);
	assert_int_equal(f->r.service(f->r.ctx, "no-such-service", &port),
			 -ENOENT);
	assert_int_equal(f->r.protocol(f->r.ctx, "no-such", &number), -ENOENT);
	assert_int_equal(f->r.host(f->r.ctx, "127.0.0.1", 4, addr), 0);
	assert_memory_equal(addr, "\x7f\0\0\x01", 4);
	assert_int_equal(f->r.host(f->r.ctx, "::1", 16, addr), 0);
	assert_int_equal(addr[15], 1);
}

/* After many vain questions the lists are read once; what is in them is found
 * as before. */
static void test_vain_questions(void **state)
{
	struct fixture *f = *state;
	char name[32];
	uint32_t id = 99;

	for (unsigned int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "no-such-user-%u", i);
		assert_int_equal(f->r.user(f->r.ctx, name, &id), -ENOENT);
		snprintf(name, sizeof(name), "no-such-group-%u", i);
		assert_int_equal(f->r.group(f->r.ctx, name, &id), -ENOENT);
	}
	assert_int_equal(f->r.user(f->r.ctx, "root", &id), 0);
	assert_int_equal(id, 0);
	id = 99;
	assert_int_equal(f->r.group(f->r.ctx, "root", &id), 0);
	assert_int_equal(id, 0);
}

/* A hundred thousand rules, a few names: one look-up each, kept. */
static void test_answers_are_kept(void **state)
{
	struct fixture *f = *state;
	char name[16];
	uint32_t id;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 6; i++) {
			snprintf(name, sizeof(name), "no-user-%d", i);
			assert_int_equal(f->r.user(f->r.ctx, name, &id),
					 -ENOENT);
		}
		assert_int_equal(f->names.answers.count, 6);
	}
	for (int i = 0; i < 100000; i++)
		assert_int_equal(f->r.user(f->r.ctx, "root", &id), 0);
	assert_int_equal(f->names.answers.count, 7);
	/* the same name asked of another service is another name */
	assert_int_equal(f->r.group(f->r.ctx, "root", &id), 0);
	assert_int_equal(f->names.answers.count, 8);
}

static int64_t local_time(struct fixture *f, const char *zone, int month)
{
	const int when[6] = { 2021, month, 1, 12, 0, 0 };
	int64_t epoch = 0;

	setenv("TZ", zone, 1);
	tzset();
	assert_int_equal(f->r.local_time(f->r.ctx, when, &epoch), 0);
	return epoch;
}

static int64_t half_past(struct fixture *f, int month, int day, int hour)
{
	const int when[6] = { 2026, month, day, hour, 30, 0 };
	int64_t epoch = 0;

	assert_int_equal(f->r.local_time(f->r.ctx, when, &epoch), 0);
	return epoch;
}

/* nft 1.0.6 applies, up to as many hours before and behind a change as the
 * zone is off, the offset of the other side. */
static void test_clocks_changed(void **state)
{
	struct fixture *f = *state;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	assert_int_equal(half_past(f, 3, 29, 1), 1774744200); /* 00:30 UTC */
	assert_int_equal(half_past(f, 3, 29, 3), 1774747800); /* 01:30 UTC */
	/* 02:30 is on no clock: that much later than 01:30 */
	assert_int_equal(half_past(f, 3, 29, 2), 1774747800);
	assert_int_equal(half_past(f, 10, 25, 1), 1792884600); /* 23:30 UTC */
	assert_int_equal(half_past(f, 10, 25, 3), 1792895400); /* 02:30 UTC */
	/* 02:30 is on clocks twice: the second */
	assert_int_equal(half_past(f, 10, 25, 2), 1792891800);
}

static void test_local_time(void **state)
{
	const int when[6] = { 1969, 12, 31, 23, 59, 59 };
	struct fixture *f = *state;
	const char *zone = "CET-1CEST,M3.5.0,M10.5.0/3";
	int64_t epoch;

	assert_int_equal(local_time(f, "UTC0", 7), 1625140800);
	assert_int_equal(local_time(f, zone, 1), 1609498800); /* UTC+1 */
	assert_int_equal(local_time(f, zone, 7), 1625133600); /* UTC+2 */
	setenv("TZ", "UTC0", 1);
	tzset();
	assert_int_equal(f->r.local_time(f->r.ctx, when, &epoch), 0);
	assert_int_equal(epoch, -1);
}

static void test_utc_offset(void **state)
{
	struct fixture *f = *state;
	int32_t seconds = 0;

	setenv("TZ", "IST-5:30", 1);
	tzset();
	assert_int_equal(f->r.utc_offset(f->r.ctx, &seconds), 0);
	assert_int_equal(seconds, 19800);
	setenv("TZ", "UTC0", 1);
	tzset();
	/* the same for the whole run */
	assert_int_equal(f->r.utc_offset(f->r.ctx, &seconds), 0);
	assert_int_equal(seconds, 19800);
}

static int setup_etc(void **state)
{
	struct fixture *f;
	int ret = setup(state);

	f = *state;
	f->names.source = &name_etc;
	make(f, "/etc", "services",
	     "# services\nssh 22/tcp # secure\ndomain\t53/udp\n"
	     "odd 8/sctp\nodd 7/udp\nrtmp 1/ddp\nodd 9/tcp\nodd 10/tcp\n"
	     "http 80/tcp www web\r\nnone\nbad x/tcp\nfar 70000/tcp\n"
	     "half 12\nlast 13/tcp");
	make(f, "/etc", "protocols", "tcp 6 TCP\nbig 256 BIG\n");
	make(f, "/etc", "passwd",
	     "root:x:0:0:root:/root:/bin/sh\n+::::::\nshort:x\n\n"
	     "max:x:4294967295:1::/:\nmore:x:4294967296:1::/:\n"
	     "two:x:2::\ntwo:x:3::\n:x:4::\n");
	make(f, "/etc", "group", "root:x:0:\nwheel:x:10:a,b\n");
	make(f, "/etc", "hosts",
	     "127.0.0.1 localhost\n::1 localhost ip6\n"
	     "192.0.2.7\tWeb.Example.org web # here\n"
	     "192.0.2.8 twice\n192.0.2.9 twice\n192.0.2.8 same\n"
	     "192.0.2.8 same\nnonsense thing\n2001:db8::7 web\n");
	return ret;
}

static int port_of(struct fixture *f, const char *name)
{
	uint16_t port = 0;
	int err = f->r.service(f->r.ctx, name, &port);

	return err < 0 ? err : port;
}

static int id_of(struct fixture *f, const char *name)
{
	uint32_t id = 0;
	int err = f->r.user(f->r.ctx, name, &id);

	return err < 0 ? err : (int)(id & INT32_MAX);
}

/* The files that a program reads that asks no name service. */
static void test_etc(void **state)
{
	struct fixture *f = *state;
	uint8_t number = 0;
	uint32_t id = 0;

	assert_int_equal(port_of(f, "ssh"), 22);
	assert_int_equal(port_of(f, "domain"), 53);
	assert_int_equal(port_of(f, "odd"), 9); /* TCP before others */
	assert_int_equal(port_of(f, "web"), 80);
	assert_int_equal(port_of(f, "last"), 13);
	assert_int_equal(port_of(f, "80/tcp"), -ENOENT);
	assert_int_equal(port_of(f, "rtmp"), -ENOENT);
	assert_int_equal(port_of(f, "secure"), -ENOENT);
	assert_int_equal(port_of(f, "none"), -ENOENT);
	assert_int_equal(port_of(f, "bad"), -ENOENT);
	assert_int_equal(port_of(f, "far"), -ENOENT);
	assert_int_equal(port_of(f, "half"), -ENOENT);
	assert_int_equal(f->r.protocol(f->r.ctx, "TCP", &number), 0);
	assert_int_equal(number, 6);
	assert_int_equal(f->r.protocol(f->r.ctx, "big", &number), -ENOENT);
	assert_int_equal(id_of(f, "root"), 0);
	assert_int_equal(id_of(f, "max"), INT32_MAX);
	assert_int_equal(id_of(f, "two"), 2);
	assert_int_equal(id_of(f, "x"), -ENOENT);
	assert_int_equal(id_of(f, "short"), -ENOENT);
	assert_int_equal(id_of(f, "more"), -ENOENT);
	assert_int_equal(f->r.group(f->r.ctx, "wheel", &id), 0);
	assert_int_equal(id, 10);
}

static void test_etc_hosts(void **state)
{
	struct fixture *f = *state;
	uint8_t addr[16];

	assert_int_equal(f->r.host(f->r.ctx, "WEB", 4, addr), 0);
	assert_memory_equal(addr, "\xc0\0\x02\x07", 4);
	assert_int_equal(f->r.host(f->r.ctx, "web.example.ORG", 4, addr), 0);
	assert_int_equal(f->r.host(f->r.ctx, "web", 16, addr), 0);
	assert_memory_equal(addr, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07",
			    16);
	assert_int_equal(f->r.host(f->r.ctx, "localhost", 16, addr), 0);
	assert_int_equal(addr[15], 1);
	assert_int_equal(f->r.host(f->r.ctx, "same", 4, addr), 0);
	assert_int_equal(f->r.host(f->r.ctx, "twice", 4, addr), -EMLINK);
	/* A name server might know these. */
	assert_int_equal(f->r.host(f->r.ctx, "same", 16, addr), -ENOSYS);
	assert_int_equal(f->r.host(f->r.ctx, "thing", 4, addr), -ENOSYS);
	assert_int_equal(f->r.host(f->r.ctx, "here", 4, addr), -ENOSYS);
}

static const char *name_in(const struct fixture *f, enum name_kind kind,
			   const char *value, size_t len)
{
	static char name[NAME_ROOM];
	union name_value v = { .num = 0 };

	memcpy(v.addr, value, len);
	return name_etc.name_of(f->root, kind, &v, name) ? name : "";
}

static void test_etc_names_of(void **state)
{
	struct fixture *f = *state;
	uint64_t ports[] = { 80, 9, 1 };

	assert_string_equal(name_in(f, NAME_SERVICE, (char *)&ports[0], 8),
			    "http");
	assert_string_equal(name_in(f, NAME_SERVICE, (char *)&ports[1], 8),
			    "odd");
	assert_string_equal(name_in(f, NAME_SERVICE, (char *)&ports[2], 8), "");
	assert_string_equal(name_in(f, NAME_HOST4, "\xc0\0\x02\x07", 4),
			    "Web.Example.org");
	assert_string_equal(name_in(f, NAME_HOST6, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1",
				    16),
			    "localhost");
}

static void compare(void *ctx, enum name_kind kind, const char *name,
		    uint64_t num)
{
	union name_value etc = { .num = 0 }, libc = { .num = 0 };

	(void)num;
	assert_int_equal(name_etc.ask("", kind, name, &etc), 0);
	assert_int_equal(name_system.ask("", kind, name, &libc), 0);
	assert_int_equal(etc.num, libc.num);
	++*(unsigned int *)ctx;
}

/* libc and this machine's own files agree. */
static void test_etc_as_libc(void **state)
{
	unsigned int count;

	(void)state;
	for (unsigned int kind = 0; kind < NAMES_LISTED; kind++) {
		count = 0;
		name_etc.list("", kind, compare, &count);
		if (kind >= NAME_USER)
			assert_true(count > 0); /* root */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_table_file, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_table_fallback, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_cgroup, setup, teardown),
		cmocka_unit_test_setup_teardown(test_services, setup, teardown),
		cmocka_unit_test_setup_teardown(test_etc, setup_etc, teardown),
		cmocka_unit_test_setup_teardown(test_etc_hosts, setup_etc,
						teardown),
		cmocka_unit_test_setup_teardown(test_etc_names_of, setup_etc,
						teardown),
		cmocka_unit_test(test_etc_as_libc),
		cmocka_unit_test_setup_teardown(test_vain_questions, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_answers_are_kept, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_clocks_changed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_local_time, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_utc_offset, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
