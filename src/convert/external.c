#include "convert/external.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unistr.h>

#include "base/buf.h"
#include "document/treexml.h"

/* An answer may be this much larger than the question: a program that runs wild is stopped
   before memory runs out. */
#define ANSWER_TIMES 64
#define ANSWER_MORE  ((size_t)64 << 20) /* [bytes] */

/* A filter's name has room in the tree's XML up to here [bytes, with NUL]. */
#define NAME_SIZE 64

extern char **environ;

struct exchange {
	pid_t pid;
	const struct deadline *deadline;
	int to, from; /* our ends of the pipes; -1: closed */
	struct buf question, answer;
	size_t sent;	   /* of question [bytes] */
	char trouble[128]; /* what went wrong on our side; "" if nothing did */
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void say_trouble(struct exchange *e, const char *what, int error)
{
	if (!e->trouble[0])
		snprintf(e->trouble, sizeof(e->trouble), "%s: %s", what, strerror(error));
}

/* ---- SIGPIPE ---- */

/*
 * A program need not read all it is given. Writing to one that has ended raises SIGPIPE in this
 * thread: it is held back meanwhile, and taken away unless it was waiting already. How the
 * process treats the signal is not touched; other threads see nothing of it.
 */
struct pipe_guard {
	sigset_t pipe, before; /* the one signal; this thread's mask before */
	bool was_pending;
};

static void guard_pipe(struct pipe_guard *guard)
{
	sigset_t pending;

	sigemptyset(&pending);
	sigpending(&pending);
	guard->was_pending = sigismember(&pending, SIGPIPE) == 1;
	sigemptyset(&guard->pipe);
	sigaddset(&guard->pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &guard->pipe, &guard->before);
}

static void release_pipe(struct pipe_guard *guard)
{
	static const struct timespec at_once = {0, 0};

	if (!guard->was_pending)
		while (sigtimedwait(&guard->pipe, NULL, &at_once) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}

/* ---- starting ---- */

/* The command with the pipes as its standard input and output, in a process group of its own,
   so that all it starts can be ended. Its signals are as if SIGPIPE had never been held back. 0
   or an errno. */
static int spawn_shell(
	pid_t *pid, const char *command, int input, int output, const struct pipe_guard *guard)
{
	char *const argv[] = {"sh", "-c", (char *)(uintptr_t)command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error;

	error = posix_spawn_file_actions_init(&files);
	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error)
		goto free_files;
	if ((error = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO)) == 0 &&
		(error = posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO)) ==
			0 &&
		(error = posix_spawnattr_setsigmask(&attributes, &guard->before)) == 0 &&
		(error = posix_spawnattr_setsigdefault(&attributes, &guard->pipe)) == 0 &&
		(error = posix_spawnattr_setflags(
			 &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
					      POSIX_SPAWN_SETPGROUP)) == 0)
		error = posix_spawn(pid, "/bin/sh", &files, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
free_files:
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Our ends never block: a program may answer before it has read all. 0 or an errno. */
static int start(struct exchange *e, const char *command, const struct pipe_guard *guard)
{
	int input[2] = {-1, -1}, output[2] = {-1, -1};
	int error = 0;

	if (pipe2(input, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0 ||
		fcntl(input[1], F_SETFL, O_NONBLOCK) < 0 ||
		fcntl(output[0], F_SETFL, O_NONBLOCK) < 0)
		error = errno;
	if (error == 0)
		error = spawn_shell(&e->pid, command, input[0], output[1], guard);
	close_end(&input[0]);
	close_end(&output[1]);
	e->to = input[1];
	e->from = output[0];
	return error;
}

/* ---- talking ---- */

static bool is_passing(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static void send_some(struct exchange *e)
{
	ssize_t n = write(e->to, e->question.data + e->sent, e->question.len - e->sent);

	if (n > 0)
		e->sent += (size_t)n;
	else if (n < 0 && !is_passing(errno) && errno != EPIPE)
		say_trouble(e, "it could not be written to", errno);
	if (e->sent == e->question.len || (n < 0 && !is_passing(errno)))
		close_end(&e->to);
}

static void receive_some(struct exchange *e)
{
	char bytes[65536];
	ssize_t n = read(e->from, bytes, sizeof(bytes));

	if (n > 0)
		buf_put(&e->answer, bytes, (size_t)n);
	else if (n < 0 && !is_passing(errno))
		say_trouble(e, "its answer could not be read", errno);
	if (n == 0 || (n < 0 && !is_passing(errno)) || buf_failed(&e->answer))
		close_end(&e->from);
	if (e->answer.len > ANSWER_MORE &&
		e->answer.len - ANSWER_MORE > ANSWER_TIMES * e->question.len) {
		snprintf(e->trouble, sizeof(e->trouble), "it answered more than %zu bytes",
			ANSWER_MORE + ANSWER_TIMES * e->question.len);
		close_end(&e->from);
	}
}

/* Until the answer ends: what the program has not read by then it does not want. */
static void talk(struct exchange *e)
{
	while (e->from >= 0) {
		struct pollfd ends[] = {
			{.fd = e->from, .events = POLLIN},
			{.fd = e->to, .events = POLLOUT}, /* -1 is passed over */
		};

		int ready = poll(ends, 2, deadline_left(e->deadline));

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0) {
			say_trouble(e, "it could not be waited for", errno);
			break;
		}
		if (!ready) {
			snprintf(e->trouble, sizeof(e->trouble), "it takes too long");
			break;
		}
		if (ends[1].revents)
			send_some(e);
		if (ends[0].revents)
			receive_some(e);
	}
	close_end(&e->to);
	close_end(&e->from);
}

/* ---- ending ---- */

/* How it ended, in words, if it ended badly. */
static void judge(struct exchange *e, int status)
{
	if (e->trouble[0])
		return;
	if (WIFSIGNALED(status))
		snprintf(e->trouble, sizeof(e->trouble), "signal %d ended it (%s)",
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 127) /* POSIX, XCU 2.8.2 */
		snprintf(e->trouble, sizeof(e->trouble),
			"the command was not found (status 127)");
	else if (WEXITSTATUS(status) != 0)
		snprintf(e->trouble, sizeof(e->trouble), "it ended with status %d",
			WEXITSTATUS(status));
}

static void wait_for_end(struct exchange *e)
{
	int status = 0;

	/* Nobody reads any more what it may still have to say. */
	if (e->trouble[0] || buf_failed(&e->answer))
		kill(-e->pid, SIGKILL);
	while (waitpid(e->pid, &status, 0) < 0) {
		if (errno != EINTR) {
			say_trouble(e, "its end could not be seen", errno);
			return;
		}
	}
	judge(e, status);
}

static void run(struct exchange *e, const char *command)
{
	struct pipe_guard guard;
	int error;

	guard_pipe(&guard);
	error = start(e, command, &guard);
	if (error == 0) {
		talk(e);
		wait_for_end(e);
	} else {
		say_trouble(e, "it could not be started", error);
		close_end(&e->to);
		close_end(&e->from);
	}
	release_pipe(&guard);
}

/* ---- the whole ---- */

/* The command's first word without its folders: what the ledger calls it. */
static void name_of(const char *command, char name[NAME_SIZE])
{
	const char *word = command + strspn(command, " \t\n");
	size_t len = strcspn(word, " \t\n");
	const char *slash = memrchr(word, '/', len);

	if (slash) {
		len -= (size_t)(slash + 1 - word);
		word = slash + 1;
	}
	snprintf(name, NAME_SIZE, "%.*s", (int)(len < NAME_SIZE ? len : NAME_SIZE - 1),
		len > 0 ? word : "external");
	if (u8_check((const uint8_t *)name, strlen(name)))
		for (char *c = name; *c; c++)
			if (*c & 0x80)
				*c = '?';
}

int external_run(struct document *doc, const char *command)
{
	struct exchange e = {.to = -1, .from = -1, .deadline = &doc->deadline};
	char name[NAME_SIZE];
	int result = -1;

	name_of(command, name);
	document_enter_filter(doc, name);
	if (treexml_write(doc, &e.question) < 0)
		goto done;
	run(&e, command);
	if (e.trouble[0])
		diag_report(doc, DIAG_EXTERNAL_FAILED, 0, command, e.trouble);
	else if (!buf_failed(&e.answer))
		result = treexml_merge(doc, buf_str(&e.answer), e.answer.len);
done:
	buf_free(&e.question);
	buf_free(&e.answer);
	return result;
}
