#include "progress.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Between two lines [s]. */
#define TERMINAL_SECONDS 0.1
#define LOG_SECONDS	 60.0

/* Before this much time is gone nothing can be said about how long it will take [s]. */
#define FORECAST_SECONDS 1.0

static double elapsed(const struct progress *p)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - p->begun.tv_sec) +
	       (double)(now.tv_nsec - p->begun.tv_nsec) / 1e9;
}

void progress_start(struct progress *p, bool silent)
{
	*p = (struct progress){.silent = silent, .terminal = isatty(STDERR_FILENO)};
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
}

static uint64_t folder_bytes; /* nftw has no argument for its caller */

static int add_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	if (type == FTW_F)
		folder_bytes += (uint64_t)st->st_size;
	return 0;
}

void progress_expect(struct progress *p, const char *path)
{
	if (!p->terminal || p->silent)
		return;
	folder_bytes = 0;
	nftw(path, add_file, 16, FTW_PHYS);
	p->total += folder_bytes;
}

static uint64_t size_of(const char *file)
{
	struct stat st;

	return file && !stat(file, &st) ? (uint64_t)st.st_size : 0;
}

static void print_left(const struct progress *p, uint64_t position, double seconds)
{
	double left;

	if (!position || position >= p->total || seconds < FORECAST_SECONDS || p->skipped)
		return;
	left = seconds * (double)(p->total - position) / (double)position;
	fprintf(stderr, ", %u:%02u left", (unsigned)left / 60, (unsigned)left % 60);
}

static void print_line(struct progress *p, uint64_t position)
{
	double seconds = elapsed(p);
	uint64_t done = p->done - p->skipped;

	fprintf(stderr, "%sguidang: %llu done, %.0f/s, %llu failed", p->terminal ? "\r" : "",
		(unsigned long long)p->done, seconds > 0 ? (double)done / seconds : 0.0,
		(unsigned long long)p->failed);
	if (p->terminal)
		print_left(p, position, seconds);
	fputs(p->terminal ? "\033[K" : "\n", stderr); /* ECMA-48, EL: what stood behind */
	p->shown = p->terminal;
	p->told = seconds;
}

void progress_step(
	struct progress *p, const char *file, uint64_t offset, bool failed, bool earlier)
{
	p->done++;
	p->failed += failed;
	p->skipped += earlier;
	if (p->silent)
		return;
	if (p->terminal && (!p->file || strcmp(p->file, file))) {
		p->before += size_of(p->file);
		free(p->file);
		p->file = strdup(file);
	}
	if (elapsed(p) - p->told >= (p->terminal ? TERMINAL_SECONDS : LOG_SECONDS))
		print_line(p, p->before + offset);
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

void progress_end(struct progress *p)
{
	if (p->terminal && !p->silent) {
		print_line(p, 0);
		fputc('\n', stderr);
	}
	free(p->file);
	p->file = NULL;
}
