#ifndef GUIDANG_WORKERS_H
#define GUIDANG_WORKERS_H

/*
 * Threads that work on jobs at the same time, and give them back in the order they came.
 *
 * One thread, the owner, puts jobs and takes them back; a job is the owner's again once it is
 * taken. With a count of 1 there is no thread: the owner works itself, in workers_put.
 */
#include <stdbool.h>
#include <stddef.h>

struct workers;

struct worker_role {
	/* What a thread keeps between jobs; NULL from open: memory ran out. */
	void *(*open)(void *user);
	void (*close)(void *own);
	void (*work)(void *own, void *job);
	void *user;
};

/* count threads, from 1. NULL with errno where they cannot be had. */
struct workers *workers_new(unsigned count, const struct worker_role *role);
/* No job may be left. NULL is allowed. */
void workers_free(struct workers *w);

/* Jobs that were put and not yet taken. */
size_t workers_pending(const struct workers *w);
/* True if no more can be put before one was taken. */
bool workers_full(const struct workers *w);

void workers_put(struct workers *w, void *job);

/* The oldest job, once it is done: NULL if none was put, or wait is false and it is not
 * done. */
void *workers_take(struct workers *w, bool wait);

#endif
