#include "base/deadline.h"

#include <limits.h>

struct deadline deadline_in(unsigned seconds)
{
	struct deadline d = {.set = seconds};

	if (d.set) {
		clock_gettime(CLOCK_MONOTONIC, &d.at);
		d.at.tv_sec += seconds;
	}
	return d;
}

int deadline_left(const struct deadline *d)
{
	struct timespec now;
	long long left;

	if (!d->set)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (long long)(d->at.tv_sec - now.tv_sec) * 1000 +
	       (d->at.tv_nsec - now.tv_nsec) / 1000000;
	return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

bool deadline_over(const struct deadline *d)
{
	return deadline_left(d) == 0;
}
