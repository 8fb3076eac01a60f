#include "element.h"

const struct html_element html_elements[ELEMENT_COUNT] = {
#define ELEMENT(name, html, kind, treatment, group, traits)                                    \
	{{html, sizeof html - 1}, KIND_##kind, treatment, group, traits},
#include "tree/elements.def"
};
