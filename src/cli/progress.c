#include "cli/progress.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

/* Between two lines [s]. */
#define TERMINAL_SECONDS 0.1
#define LOG_SECONDS	 60.0

/* Before this much time is gone nothing can be said about speed, nor how long it will take [s].
 */
#define FORECAST_SECONDS 1.0

static double monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double elapsed(const struct progress *p)
{
	return p->clock() - p->begun;
}

void progress_start(struct progress *p, bool silent)
{
	*p = (struct progress){
		.silent = silent, .terminal = isatty(STDERR_FILENO), .clock = monotonic};
	p->begun = p->clock();
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

/* seconds: of the work until here; position, from: where it is, and where it began. */
static void put_left(
	struct buf *line, double seconds, uint64_t position, uint64_t from, uint64_t total)
{
	unsigned long left;

	if (position <= from || position >= total)
		return;
	left = (unsigned long)(seconds * (double)(total - position) /
			       (double)(position - from));
	if (left >= 3600)
		buf_printf(
			line, ", %lu:%02lu:%02lu left", left / 3600, left / 60 % 60, left % 60);
	else
		buf_printf(line, ", %lu:%02lu left", left / 60, left % 60);
}

/* What was done earlier says nothing of the speed: it counts neither as work nor as time. */
static void put_speed(const struct progress *p, uint64_t position, struct buf *line)
{
	double seconds = elapsed(p) - p->resumed;
	double speed = seconds > 0 ? (double)(p->done - p->skipped) / seconds : 0;

	if (seconds < FORECAST_SECONDS || p->done == p->skipped)
		return;
	buf_printf(line, speed < 10 ? ", %.1f/s" : ", %.0f/s", speed);
	if (p->terminal)
		put_left(line, seconds, position, p->resumed_at, p->total);
}

/* A line that wraps could not be written over. [columns] */
static size_t width(void)
{
	struct winsize size;

	return !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col - 1U : 79U;
}

static void print_line(struct progress *p, uint64_t position)
{
	struct buf line = BUF_INIT;

	buf_printf(&line, "guidang: %llu done, %llu failed", (unsigned long long)p->done,
		(unsigned long long)p->failed);
	put_speed(p, position, &line);
	if (p->terminal) /* ECMA-48, EL: away with what was after it */
		fprintf(stderr, "\r%.*s\033[K", (int)width(), buf_str(&line));
	else
		fprintf(stderr, "%s\n", buf_str(&line));
	p->shown = p->terminal;
	p->told = elapsed(p);
	buf_free(&line);
}

void progress_step(
	struct progress *p, const char *file, uint64_t offset, bool failed, bool earlier)
{
	uint64_t position;

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
	position = p->before + offset;
	if (earlier) {
		p->resumed = elapsed(p);
		p->resumed_at = position;
	}
	if (elapsed(p) - p->told >= (p->terminal ? TERMINAL_SECONDS : LOG_SECONDS))
		print_line(p, position);
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

void progress_end(struct progress *p)
{
	progress_clear(p);
	free(p->file);
	p->file = NULL;
}
