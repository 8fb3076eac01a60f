/* Elements as pages nest them, into trees that keep the content model. */
#include "emit-fixture.h"

#include "builder.h"

struct page {
	struct fixture f;
	struct builder b;
};

static void open_page(struct page *p)
{
	fixture_open(&p->f, "en");
	builder_init(&p->b, &p->f.doc);
}

static void open_element(struct page *p, enum element element)
{
	enum treatment treatment = element_treatment(element);
	struct node *n = NULL;

	if (treatment != IGNORE) {
		n = node_new(&p->f.doc.tree, element_kind(element));
		n->element = (uint8_t)element;
	}
	if (element == ELEMENT_A)
		attr_set_str(&p->f.doc.tree, n, ATTR_HREF, "/");
	if (treatment == SINGLE) {
		builder_single(&p->b, n);
		n = NULL;
	}
	builder_open(&p->b, element, n, treatment == PHRASE || treatment == PLAIN);
}

/* Reads a page as a parser would report it: "<x>" opens, "</x>" closes, "<x/>" has no content.
 */
static void read_page(struct page *p, const char *s)
{
	open_page(p);
	while (*s) {
		size_t len = strcspn(s, "<");
		char name[16] = "";

		if (len) {
			builder_text(&p->b, s, len, 0, (uint32_t)len);
			s += len;
			continue;
		}
		len = strcspn(s, ">");
		memcpy(name, s + 1, len - 1);
		s += len + 1;
		if (*name == '/') {
			builder_close(&p->b, element_by_name(name + 1), true);
		} else if (name[len - 2] == '/') {
			name[len - 2] = '\0';
			builder_single(&p->b,
				node_new(&p->f.doc.tree, element_kind(element_by_name(name))));
		} else {
			open_element(p, element_by_name(name));
		}
	}
}

/* The tree below the document, front left out: kind(content), text in quotes. */
static void assert_page(const char *source, const char *want)
{
	struct page p;
	struct walk w;
	struct buf have = BUF_INIT;
	char message[200] = "";

	read_page(&p, source);
	w = (struct walk)WALK_INIT(p.f.doc.tree.root);
	while (walk_step(&w)) {
		enum kind kind = (enum kind)w.node->kind;

		if (!node_parent(w.node) || kind == KIND_FRONT)
			continue;
		if (kind == KIND_TEXT && w.entering)
			buf_printf(
				&have, "'%.*s'", (int)node_text_len(w.node), node_text(w.node));
		else if (kind != KIND_TEXT)
			buf_printf(&have, w.entering ? "%s(" : ")", kind_name(kind));
	}
	assert_string_equal(buf_str(&have), want);
	assert_int_equal(tree_check(&p.f.doc.tree, false, message, sizeof message), 0);
	buf_free(&have);
	fixture_close(&p.f);
}

static void test_text_stands_in_paragraphs(void **state)
{
	assert_page("x", "para('x')");
	assert_page("<div>x</div>", "box(para('x'))");
	assert_page("<p>x</p>", "para('x')");
	assert_page("<div>a<p>b</p>c</div>", "box(para('a')para('b')para('c'))");
	assert_page("<td>x</td>", "box(para('x'))");
	assert_page("<blockquote>x</blockquote>", "quote(para('x'))");
}

static void test_white_space_between_blocks_is_not_text(void **state)
{
	assert_page(" \n<div> <p>x</p> \n</div> ", "box(para('x'))");
	assert_page("<p>a <b>b</b> c</p>", "para('a 'strong('b')' c')");
	assert_page("<p> a</p>", "para(' a')");
	assert_page("<pre> </pre>", "codeblock(' ')");
	assert_page(
		"<table> <tr> <td>x</td> </tr> </table>", "table(body(row(cell(para('x')))))");
}

static void test_tables_get_their_parts(void **state)
{
	assert_page("<table><tr><td>x</td></tr></table>", "table(body(row(cell(para('x')))))");
	assert_page("<table><td>a</td><td>b</td></table>",
		"table(body(row(cell(para('a'))cell(para('b')))))");
	assert_page("<table><thead><th>a</th></thead><tr><td>b</td></tr></table>",
		"table(head(row(cell(para('a'))))body(row(cell(para('b')))))");
	assert_page("<table><caption>c</caption><tr><td>b</td></tr></table>",
		"table(caption('c')body(row(cell(para('b')))))");
}

static void test_boxes_at_a_tables_seams_are_transparent(void **state)
{
	assert_page("<table><form><tr><td>x</td></tr></form></table>",
		"table(body(row(cell(para('x')))))");
	assert_page("<table><tr><form><td>x</td></form></tr></table>",
		"table(body(row(cell(para('x')))))");
}

static void test_stray_content_is_fostered_before_the_table(void **state)
{
	assert_page("<table>stray<tr><td>x</td></tr></table>",
		"box(para('stray'))table(body(row(cell(para('x')))))");
	assert_page("<table><tr><p>stray</p><td>x</td></tr>more</table>",
		"box(para('stray')para('more'))table(body(row(cell(para('x')))))");
}

static void test_lists_get_their_parts(void **state)
{
	assert_page("<ul><li>a</li><li>b</li></ul>", "list(item(para('a'))item(para('b')))");
	assert_page("<li>a</li><li>b</li>", "list(item(para('a'))item(para('b')))");
	assert_page("<ul>a</ul>", "list(item(para('a')))");
	assert_page("<ul><ul><li>a</li></ul></ul>", "list(item(list(item(para('a')))))");
	assert_page("<dl><dt>a</dt><dd>b</dd></dl>", "deflist(term('a')def(para('b')))");
	assert_page("<dd>b</dd>", "deflist(def(para('b')))");
}

static void test_phrases_are_made_around_text_only(void **state)
{
	assert_page("<b></b>", "");
	assert_page("<p><b>x</b></p>", "para(strong('x'))");
	assert_page("<b>x<i>y</i></b>", "para(strong('x'emph('y')))");
	assert_page("<p><b><img/></b></p>", "para(strong(image()))");
}

static void test_phrases_go_on_behind_blocks(void **state)
{
	assert_page("<b>a<p>b</p>c</b>", "para(strong('a'))para(strong('b'))para(strong('c'))");
	assert_page("<b><div>a</div></b>d", "box(para(strong('a')))para('d')");
	assert_page("<b>a<table><tr><td>b</td></tr></table></b>",
		"para(strong('a'))table(body(row(cell(para(strong('b'))))))");
	assert_page("<b>a<i>b<hr/>c</i></b>",
		"para(strong('a'emph('b')))rule()para(strong(emph('c')))");
	assert_page("<p><b>a</p>b</b>", "para(strong('a'))para('b')");
}

static void test_links_go_into_blocks_where_they_are_closed(void **state)
{
	assert_page("<a><div>x</div></a>", "box(para(link('x')))");
	assert_page("<a>x<p>y</p></a>z", "para(link('x'))para(link('y'))para('z')");
	assert_page("<div><a>x<p>y</p></div>", "box(para(link('x'))para(span('y')))");
	assert_page("<a>x<div><a>y</a></div></a>", "para(link('x'))box(para(link('y')))");
}

static void test_an_object_left_open_takes_no_blocks(void **state)
{
	struct page p;
	const struct node *box;

	read_page(&p, "<div><object>x<p>y</p></div>");
	box = node_last_all(p.f.doc.tree.root);
	assert_int_equal(node_first_all(node_first_all(box))->element, ELEMENT_OBJECT);
	assert_int_equal(node_first_all(node_last_all(box))->element, ELEMENT_SPAN);
	fixture_close(&p.f);
	read_page(&p, "<div><object>x<p>y</p></object></div>");
	box = node_last_all(p.f.doc.tree.root);
	assert_int_equal(node_first_all(node_last_all(box))->element, ELEMENT_OBJECT);
	fixture_close(&p.f);
}

static void test_phrases_around_many_blocks_are_counted(void **state)
{
	struct page p;
	uint32_t ids;

	open_page(&p);
	for (int i = 0; i < TREE_DEPTH_MAX / 2; i++)
		open_element(&p, ELEMENT_B);
	for (int i = 0; i < 1000; i++) {
		open_element(&p, ELEMENT_DIV);
		builder_text(&p.b, "x", 1, 0, 1);
		builder_close(&p.b, ELEMENT_DIV, true);
	}
	ids = p.f.doc.tree.last_id;
	assert_in_range(ids, 3000, 20000);
	assert_int_equal(tree_books(&p.f.doc.tree).kept, 1000);
	fixture_close(&p.f);
}

static void test_phrases_closed_out_of_order(void **state)
{
	assert_page("<p><b>a<i>b</b>c</i></p>", "para(strong('a'emph('b'))'c')");
	assert_page("</p></b>x</div>", "para('x')");
}

static void test_a_line_that_holds_blocks_becomes_a_box(void **state)
{
	assert_page("<p>a<table><tr><td>x</td></tr></table></p>",
		"box(para('a')table(body(row(cell(para('x'))))))");
	assert_page("<p><div>a</div></p>", "box(box(para('a')))");
}

static void test_every_element_in_every_other(void **state)
{
	for (enum element outer = 0; outer < ELEMENT_COUNT; outer++)
		for (enum element inner = 0; inner < ELEMENT_COUNT; inner++) {
			struct page p;
			char message[200] = "";
			size_t kept;

			open_page(&p);
			open_element(&p, outer);
			builder_text(&p.b, "one", 3, 0, 3);
			open_element(&p, inner);
			builder_text(&p.b, "two", 3, 3, 3);
			builder_close(&p.b, inner, true);
			builder_text(&p.b, "three", 5, 6, 5);
			builder_close(&p.b, outer, true);
			builder_text(&p.b, "four", 4, 11, 4);
			assert_int_equal(
				tree_check(&p.f.doc.tree, false, message, sizeof message), 0);
			kept = tree_books(&p.f.doc.tree).kept;
			if (kept != 15)
				fail_msg("<%s> in <%s>: %zu of 15 bytes kept",
					element_name(inner), element_name(outer), kept);
			fixture_close(&p.f);
		}
}

static void test_depth_is_capped_and_text_stays(void **state)
{
	enum { DEEP = 4 * TREE_DEPTH_MAX };
	struct page p;
	unsigned deepest = 0;

	open_page(&p);
	for (int i = 0; i < DEEP; i++)
		open_element(&p, i % 5 ? ELEMENT_DIV : ELEMENT_BLOCKQUOTE);
	builder_text(&p.b, "deep", 4, 0, 4);
	for (int i = DEEP; i-- > 0;)
		builder_close(&p.b, i % 5 ? ELEMENT_DIV : ELEMENT_BLOCKQUOTE, true);
	assert_int_equal(p.b.depth, 0);
	assert_int_equal(p.b.overflow, 0);
	builder_text(&p.b, "top", 3, 4, 3);
	assert_int_equal(tree_books(&p.f.doc.tree).kept, 7);
	for (const struct node *n = p.f.doc.tree.root; n; n = tree_next(p.f.doc.tree.root, n)) {
		unsigned depth = 0;

		for (const struct node *up = n; up; up = node_parent(up))
			depth++;
		if (depth > deepest)
			deepest = depth;
	}
	assert_in_range(deepest, TREE_DEPTH_MAX, TREE_DEPTH_MAX + 8);
	assert_ptr_equal(node_parent(node_first_all(node_last_all(p.f.doc.tree.root))),
		node_last_all(p.f.doc.tree.root));
	assert_int_equal(node_last_all(p.f.doc.tree.root)->kind, KIND_PARA);
	assert_int_equal(p.f.doc.diag_count[DIAG_WARNING], 1);
	assert_int_equal(p.f.doc.diags->code, DIAG_TOO_DEEP);
	fixture_close(&p.f);
}

static void test_refused_memory_is_survived(void **state)
{
	struct page p;

	open_page(&p);
	assert_null(arena_alloc(&p.f.doc.tree.arena, SIZE_MAX));
	builder_open(&p.b, ELEMENT_DIV, NULL, false);
	builder_open(&p.b, ELEMENT_B, NULL, true);
	builder_text(&p.b, "x", 1, 0, 1);
	builder_single(&p.b, NULL);
	builder_close(&p.b, ELEMENT_B, true);
	builder_close(&p.b, ELEMENT_DIV, true);
	assert_true(arena_failed(&p.f.doc.tree.arena));
	fixture_close(&p.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_stands_in_paragraphs),
		cmocka_unit_test(test_white_space_between_blocks_is_not_text),
		cmocka_unit_test(test_tables_get_their_parts),
		cmocka_unit_test(test_boxes_at_a_tables_seams_are_transparent),
		cmocka_unit_test(test_stray_content_is_fostered_before_the_table),
		cmocka_unit_test(test_lists_get_their_parts),
		cmocka_unit_test(test_phrases_are_made_around_text_only),
		cmocka_unit_test(test_phrases_go_on_behind_blocks),
		cmocka_unit_test(test_links_go_into_blocks_where_they_are_closed),
		cmocka_unit_test(test_an_object_left_open_takes_no_blocks),
		cmocka_unit_test(test_phrases_around_many_blocks_are_counted),
		cmocka_unit_test(test_phrases_closed_out_of_order),
		cmocka_unit_test(test_a_line_that_holds_blocks_becomes_a_box),
		cmocka_unit_test(test_every_element_in_every_other),
		cmocka_unit_test(test_depth_is_capped_and_text_stays),
		cmocka_unit_test(test_refused_memory_is_survived),
	};

	return cmocka_run_group_tests_name("builder", tests, NULL, NULL);
}
