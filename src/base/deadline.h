#ifndef GUIDANG_DEADLINE_H
#define GUIDANG_DEADLINE_H

/* A time by which something must be done. */
#include <stdbool.h>
#include <time.h>

struct deadline {
	struct timespec at; /* monotonic */
	bool set;	    /* false: there is all the time there is */
};

/* seconds from now; 0: none. */
struct deadline deadline_in(unsigned seconds);

/* What is left, as poll(2) wants it [ms]: -1 where there is no deadline, 0 where it is over. */
int deadline_left(const struct deadline *d);
bool deadline_over(const struct deadline *d);

#endif
