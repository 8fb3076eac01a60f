#include "batch/workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* Jobs for each thread that may wait, be in work, or be done after one that is not: so many
   that a large page holds nobody up, so few that memory stays bounded. */
#define PLACES 8

struct slot {
	void *job;
	bool done;
};

/* The jobs are a ring: taken up to first, begun up to next, put up to last. */
struct workers {
	struct worker_role role;
	pthread_mutex_t lock;
	pthread_cond_t put, done;
	struct slot *ring;
	size_t places, first, next, last;
	bool ending;
	void *own; /* of the owner, where it works itself */
	pthread_t *threads;
	unsigned count; /* of threads that run */
};

static struct slot *slot(struct workers *w, size_t n)
{
	return &w->ring[n % w->places];
}

/* The next job to begin; NULL at the end. The lock is held. */
static struct slot *begin(struct workers *w)
{
	while (w->next == w->last && !w->ending)
		pthread_cond_wait(&w->put, &w->lock);
	return w->next == w->last ? NULL : slot(w, w->next++);
}

struct thread {
	struct workers *w;
	void *own;
};

static void *run(void *arg)
{
	struct thread t = *(struct thread *)arg;
	struct slot *s;

	free(arg);
	pthread_mutex_lock(&t.w->lock);
	while ((s = begin(t.w))) {
		pthread_mutex_unlock(&t.w->lock);
		t.w->role.work(t.own, s->job);
		pthread_mutex_lock(&t.w->lock);
		s->done = true;
		pthread_cond_signal(&t.w->done);
	}
	pthread_mutex_unlock(&t.w->lock);
	t.w->role.close(t.own);
	return NULL;
}

/* 0 or an error number. */
static int start_thread(struct workers *w)
{
	struct thread *t = malloc(sizeof *t);
	int error = ENOMEM;

	if (!t)
		return ENOMEM;
	*t = (struct thread){w, w->role.open(w->role.user)};
	if (t->own) {
		error = pthread_create(&w->threads[w->count], NULL, run, t);
		if (!error) {
			w->count++;
			return 0;
		}
		w->role.close(t->own);
	}
	free(t);
	return error;
}

static int start_all(struct workers *w, unsigned count)
{
	int error = 0;

	w->places = (size_t)count * PLACES;
	w->ring = calloc(w->places, sizeof *w->ring);
	w->threads = calloc(count, sizeof *w->threads);
	if (!w->ring || !w->threads)
		return ENOMEM;
	if (count == 1) {
		w->own = w->role.open(w->role.user);
		return w->own ? 0 : ENOMEM;
	}
	while (w->count < count && !error)
		error = start_thread(w);
	return error;
}

struct workers *workers_new(unsigned count, const struct worker_role *role)
{
	struct workers *w = calloc(1, sizeof *w);
	int error;

	if (!w) {
		errno = ENOMEM;
		return NULL;
	}
	w->role = *role;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->put, NULL);
	pthread_cond_init(&w->done, NULL);
	error = start_all(w, count);
	if (!error)
		return w;
	workers_free(w);
	errno = error;
	return NULL;
}

void workers_free(struct workers *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_broadcast(&w->put);
	pthread_mutex_unlock(&w->lock);
	for (unsigned i = 0; i < w->count; i++)
		pthread_join(w->threads[i], NULL);
	if (w->own)
		w->role.close(w->own);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->put);
	pthread_cond_destroy(&w->done);
	free(w->threads);
	free(w->ring);
	free(w);
}

size_t workers_pending(const struct workers *w)
{
	return w->last - w->first;
}

bool workers_full(const struct workers *w)
{
	return workers_pending(w) == w->places;
}

void workers_put(struct workers *w, void *job)
{
	pthread_mutex_lock(&w->lock);
	*slot(w, w->last) = (struct slot){.job = job};
	w->last++;
	pthread_cond_signal(&w->put);
	pthread_mutex_unlock(&w->lock);
	if (!w->own)
		return;
	w->role.work(w->own, job);
	slot(w, w->next++)->done = true;
}

void *workers_take(struct workers *w, bool wait)
{
	void *job = NULL;

	if (!workers_pending(w))
		return NULL;
	pthread_mutex_lock(&w->lock);
	while (wait && !slot(w, w->first)->done)
		pthread_cond_wait(&w->done, &w->lock);
	if (slot(w, w->first)->done)
		job = slot(w, w->first++)->job;
	pthread_mutex_unlock(&w->lock);
	return job;
}
