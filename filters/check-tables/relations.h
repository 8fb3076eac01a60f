#ifndef GUIDANG_RELATIONS_H
#define GUIDANG_RELATIONS_H

/*
 * The sums that a profile says must hold in a table. They are looked at and reported, and
 * nothing is repaired. Where a blank, a dash or anything but a plain number stands, the line is
 * left out: a blank is not 0.
 */
#include "base/buf.h"
#include "document/document.h"
#include "figures.h"
#include "base/match.h"
#include "profile/profile.h"

/*
 * Tries the check's equations in every line. Pass: some line could be tried, and all such
 * agree. Skipped: none could. Adds one sentence about it to detail, with the labels in label
 * form.
 */
enum check_status relations_try(const struct profile_check *check, const struct figures *f,
	struct match_cache *matches, struct buf *detail);

#endif
