/* Pages as people write them, into trees that keep the content model. */
#include "emit-fixture.h"

#include "../filters/in-html/construct.h"

static void read_page(struct fixture *f, const char *html)
{
	fixture_open(f, "en");
	f->doc.source.text = html;
	f->doc.source.text_len = strlen(html);
	tree_set_source(&f->doc.tree, html, strlen(html));
	assert_int_equal(html_construct(&f->doc), 0);
}

static void assert_whole(struct fixture *f)
{
	char message[200] = "";

	if (tree_check(&f->doc.tree, false, message, sizeof message))
		fail_msg("%s", message);
}

/* The tree below the document, front left out: kind(content), text in quotes. */
static void assert_page(const char *html, const char *want)
{
	struct fixture f;
	struct walk w;
	struct buf have = BUF_INIT;

	read_page(&f, html);
	w = (struct walk)WALK_INIT(f.doc.tree.root);
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
	if (strcmp(buf_str(&have), want) != 0)
		fail_msg("%s\n  gives %s\n  not   %s", html, buf_str(&have), want);
	assert_whole(&f);
	buf_free(&have);
	fixture_close(&f);
}

static void test_text_is_in_paragraphs(void **state)
{
	assert_page("x", "para('x')");
	assert_page("<div>x</div>", "box(para('x'))");
	assert_page("<p>x</p>", "para('x')");
	assert_page("<div>a<p>b</p>c</div>", "box(para('a')para('b')para('c'))");
	assert_page("<blockquote>x</blockquote>", "quote(para('x'))");
	assert_page("a</p>b", "para('a')para('b')");
}

static void test_white_space_between_blocks_is_not_text(void **state)
{
	assert_page(" \n<div> <p>x</p> \n</div> ", "box(para('x'))");
	assert_page("<p>a <b>b</b> c</p>", "para('a 'strong('b')' c')");
	assert_page("<p> a</p>", "para(' a')");
	assert_page("<p>a&nbsp;&amp; b</p>", "para('a\u00a0& b')");
	assert_page("<pre> </pre>", "codeblock(' ')");
	assert_page(
		"<table> <tr> <td>x</td> </tr> </table>", "table(body(row(cell(para('x')))))");
}

static void test_a_newline_after_pre_is_not_text(void **state)
{
	assert_page("<pre>\n\na</pre>", "codeblock('\na')");
	assert_page("<pre>\r\na</pre>", "codeblock('a')");
	assert_page("<pre>&#10;a</pre>", "codeblock('a')");
	assert_page("<p>a</p><pre><b>\na</b></pre>", "para('a')codeblock(strong('\na'))");
	assert_page("<textarea>\na</textarea>", "para(span('a'))");
}

static void test_references_are_the_standards(void **state)
{
	assert_page(
		"<p>R&D研发&T &copy2025 &notit;</p>", "para('R&D研发&T \u00a92025 \u00acit;')");
	assert_page("<p>&#x;&#999999999;&#0;&#128;&#1;</p>",
		"para('&#x;\ufffd\ufffd\u20ac\ufffd')");
	assert_page("<p>&NotEqualTilde;&fjlig;</p>", "para('\u2242\u0338fj')");
}

static void test_comments_end_as_browsers_end_them(void **state)
{
	assert_page("<p>a</p><!--><p>b</p><!---><p>c</p><!-- x --!><p>d</p>",
		"para('a')para('b')para('c')para('d')");
	assert_page("<p>a<![if !x]>b<![endif]>c<?xml?>d</ x>e</p>", "para('abcde')");
	assert_page("<p>a</p><!-- x", "para('a')");
}

static void test_elements_of_text_hold_no_elements(void **state)
{
	assert_page("<textarea><p>a</p></textarea>b", "para(span('<p>a</p>')'b')");
	assert_page("<xmp><p>a</xmp>b", "codeblock('<p>a')para('b')");
	assert_page("<iframe><p>a</iframe>b", "para(span('<p>a')'b')");
	assert_page("x<noscript><p>a</p></noscript>", "para('x')para(span('a'))");
	assert_page("a<plaintext><p>b</plaintext>", "para('a')codeblock('<p>b</plaintext>')");
	assert_page("<script>if (a<b) '</p>'<!--</script>c",
		"para(span('if (a<b) '</p>'<!--')'c')");
}

static void test_start_tags_close_what_they_must(void **state)
{
	assert_page("<p>a<p>b", "para('a')para('b')");
	assert_page("<p>a<h2>b<h3>c</h3>", "para('a')heading('b')heading('c')");
	assert_page("<ul><li>a<li>b<ul><li>c</ul>d</ul>",
		"list(item(para('a'))item(para('b')list(item(para('c')))para('d')))");
	assert_page("<dl><dt>a<dd>b<dt>c</dl>", "deflist(term('a')def(para('b'))term('c'))");
	assert_page("<article><a href=/x>t</article><p>u", "box(para(link('t')))para('u')");
	assert_page("<p>a<table><tr><td>x</table>b</p>",
		"box(para('a')table(body(row(cell(para('x')))))para('b'))");
	assert_page("<!DOCTYPE html><p>a<table><tr><td>x</table>b",
		"para('a')table(body(row(cell(para('x')))))para('b')");
	assert_page("<p>a<div>b</div>c", "para('a')box(para('b'))para('c')");
}

static void test_values_hold_what_xml_can_hold(void **state)
{
	struct fixture f;
	const struct node *image;

	read_page(&f, "<p><img src=x alt='a&#1;b&#xFFFE;c&#12;d&amp;'></p>");
	image = node_first_all(node_last_all(f.doc.tree.root));
	assert_int_equal(image->kind, KIND_IMAGE);
	assert_string_equal(attr_str(image, ATTR_ALT), "a\ufffdb\ufffdc d&");
	assert_int_equal(f.doc.source.charset.replaced, 2);
	fixture_close(&f);
}

static void test_end_tags_that_are_start_tags(void **state)
{
	assert_page("</br>", "para(break())");
	assert_page("a</p></p></br class=x>b", "para('a')para()para(break()'b')");
}

static void test_tables_get_their_parts(void **state)
{
	assert_page("<table><tr><td>x</td></tr></table>", "table(body(row(cell(para('x')))))");
	assert_page("<table><td>a</td><td>b</td></table>",
		"table(body(row(cell(para('a'))cell(para('b')))))");
	assert_page("<table><thead><th>a</th></thead><tr><td>b</td></tr></table>",
		"table(head(row(cell(para('a'))))body(row(cell(para('b')))))");
	assert_page("<table><caption>c<tr><td>b<tr><td>d</table>",
		"table(caption('c')body(row(cell(para('b')))row(cell(para('d')))))");
	assert_page("<table><colgroup><col><col><tr><td>b</table>",
		"table(body(row(cell(para('b')))))");
	assert_page("<table><tr><td>a<table><tr><td>b</table>c</table>d",
		"table(body(row(cell(para('a')table(body(row(cell(para('b')))))para('c')))))"
		"para("
		"'d')");
	assert_page("<tr><td>x</td></tr>", "para('x')");
}

static void test_boxes_in_a_table_are_before_it(void **state)
{
	assert_page("<table><form><tr><td>x</td></tr></form></table>",
		"table(body(row(cell(para('x')))))");
	assert_page("<table><tr><form><td>x</td></form></tr></table>",
		"table(body(row(cell(para('x')))))");
	assert_page("<table><div>a<tr><td>x</td></tr></div></table>",
		"box(box(para('a')))table(body(row(cell(para('x')))))");
	assert_page("<ul><div><li>a</div></ul>", "list(item(para('a')))");
}

static void test_stray_content_is_fostered_before_the_table(void **state)
{
	assert_page("<table>stray<tr><td>x</td></tr></table>",
		"box(para('stray'))table(body(row(cell(para('x')))))");
	assert_page("<table><tr><p>stray</p><td>x</td></tr>more</table>",
		"box(para('stray')para('more'))table(body(row(cell(para('x')))))");
	assert_page("<table>a&amp; b<tr><td>x</table>",
		"box(para('a& b'))table(body(row(cell(para('x')))))");
}

static void test_blocks_that_dissolve_are_lines(void **state)
{
	assert_page("<h1><div>a</div><div>b</div></h1>", "heading('a'break()'b')");
	assert_page("<h1>a<p>b</p>c</h1>", "heading('a'break()'b'break()'c')");
	assert_page(
		"<h1><b><div>a</div><div>b</div></b></h1>", "heading(strong('a'break()'b'))");
	assert_page("<h1><div>a</div><a href=x><div>b</div></a></h1>",
		"heading('a'break()link('b'))");
	assert_page("<dl><dt><p>a</p> <p>b</p></dt></dl>", "deflist(term('a 'break()'b'))");
	assert_page("<table><caption><div>a</div>b</caption><tr><td>c</table>",
		"table(caption('a'break()'b')body(row(cell(para('c')))))");
	assert_page("<table><caption>a<table><tr><td>b<td>c</table></caption></table>",
		"table(caption('a'span(break()'b'break()'c')))");
	assert_page("<h1>a<hr>b</h1>", "heading('a'break()'b')");
	assert_page("<h1>a<div><img></div></h1>", "heading('a'break()image())");
	/* Never first or last, never twice. */
	assert_page("<h1><div> </div><div><div>a</div></div><div></div></h1>", "heading('a')");
	assert_page("<h1>a<div><br></div><div>b</div></h1>", "heading('a'break()'b')");
	assert_page("<h1><script>x</script><div>a</div><p hidden></p></h1>",
		"heading(span('x')'a')");
	assert_page("<h1>a<div><script>x</script></div></h1>", "heading('a'span('x'))");
	/* Boxes in a line. */
	assert_page("<h1><div style='display:inline-block'>a</div> <marquee>b</marquee></h1>",
		"heading('a b')");
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
	assert_page("<p><b><img></b></p>", "para(strong(image()))");
}

static void test_phrases_go_on_over_blocks(void **state)
{
	assert_page("<b>a<p>b</p>c</b>", "para(strong('a'))para(strong('b'))para(strong('c'))");
	assert_page("<b><div>a</div></b>d", "box(para(strong('a')))para('d')");
	assert_page("<b>a<table><tr><td>b</td></tr></table></b>",
		"para(strong('a'))table(body(row(cell(para(strong('b'))))))");
	assert_page("<b>a<i>b<hr>c</i></b>",
		"para(strong('a'emph('b')))rule()para(strong(emph('c')))");
	assert_page("<p><b>a</p>b</b>c", "para(strong('a'))para(strong('b')'c')");
	assert_page("<p><b>a<p>b</b>c", "para(strong('a'))para(strong('b')'c')");
	assert_page("<b>a<p>b</b>c", "para(strong('a'))para(strong('b')'c')");
	assert_page("<p><font color=red>a<p>b</font>c", "para('a')para('bc')");
	assert_page("<table><td><b>a<td>b</table>c",
		"table(body(row(cell(para(strong('a')))cell(para('b')))))para('c')");
}

static void test_links_go_into_blocks_if_they_are_closed(void **state)
{
	assert_page("<a href=/>x<p>y</p></a>z", "para(link('x'))para(link('y'))para('z')");
	assert_page("<a href=/><div>x</div></a>", "box(para(link('x')))");
	assert_page("<div><a href=/>x<p>y</p></div>z",
		"box(para(link('x'))para(span('y')))para('z')");
	assert_page("<a href=/>x<div><a href=/>y</a></div></a>",
		"para(link('x'))box(para(link('y')))");
	assert_page("<p><a href=/a>x<a href=/b>y</a>z", "para(link('x')link('y')'z')");
}

static void test_an_object_left_open_takes_no_blocks(void **state)
{
	struct fixture f;
	const struct node *box;

	read_page(&f, "<div><object>x<p>y</p></div>");
	box = node_last_all(f.doc.tree.root);
	assert_int_equal(node_first_all(node_first_all(box))->element, ELEMENT_OBJECT);
	fixture_close(&f);
	read_page(&f, "<div><object>x<p>y</p></object></div>");
	box = node_last_all(f.doc.tree.root);
	assert_int_equal(node_first_all(node_last_all(box))->element, ELEMENT_OBJECT);
	fixture_close(&f);
}

static void test_svg_and_math_keep_their_text(void **state)
{
	assert_page("<p>a<svg><title>b</title><text>c<![CDATA[<d>]]></text><g/></svg>e",
		"para('a'span('bc<d>')'e')");
	assert_page("<p>a<svg><text>b<p>c", "para('a'span('b'))para('c')");
	assert_page("<math><mi>x</mi><mo>&le;</mo></math>y", "para(span('x\u2264')'y')");
	assert_page("<svg><style>a</style></svg>", "para(span(span('a')))");
	assert_page("<svg><foreignObject><p>x</p></foreignObject></svg>y",
		"para(span('x'))para('y')");
}

static void test_templates_and_selects(void **state)
{
	assert_page("<table><template><tr><td>x</template><tr><td>y</table>",
		"box(box(box(box(para('x')))))table(body(row(cell(para('y')))))");
	assert_page("<p><select><option>a<option>b<p>c</select>d", "para(span('abc')'d')");
	assert_page("<table><tr><td><select><option>a<tr><td>b</table>",
		"table(body(row(cell(para(span('a'))))row(cell(para('b')))))");
}

static void test_pages_of_frames(void **state)
{
	assert_page("<frameset>a<frame><noframes><p>x</noframes></frameset>b",
		"para(span('a'span('<p>x')'b'))");
	assert_page("<p>a<frameset><noframes>x</noframes>", "para('a'span('x'))");
}

static void test_phrases_around_many_blocks_are_counted(void **state)
{
	struct buf html = BUF_INIT;
	struct fixture f;

	for (int i = 0; i < TREE_DEPTH_MAX / 2; i++)
		buf_printf(&html, "<b class=c%d>", i);
	for (int i = 0; i < 1000; i++)
		buf_puts(&html, "<div>x</div>");
	read_page(&f, buf_str(&html));
	assert_in_range(f.doc.tree.last_id, 3000, 20000);
	assert_int_equal(tree_books(&f.doc.tree).kept, 1000);
	fixture_close(&f);
	buf_free(&html);
}

static void test_phrases_closed_out_of_order(void **state)
{
	assert_page("<p><b>a<i>b</b>c</i>d</p>", "para(strong('a'emph('b'))emph('c')'d')");
	assert_page("</b>x</div>", "para('x')");
	assert_page(
		"<p><span class=s><b>a</span>b</b>c", "para(span(strong('a'))strong('b')'c')");
}

static void test_every_element_in_every_other(void **state)
{
	for (enum element outer = 1; outer < ELEMENT_COUNT; outer++)
		for (enum element inner = 1; inner < ELEMENT_COUNT; inner++) {
			struct buf html = BUF_INIT;
			struct fixture f;
			size_t kept;

			/* Frames have no text, and what is plain text has no end. */
			if (outer == ELEMENT_FRAMESET || outer == ELEMENT_PLAINTEXT)
				continue;
			buf_printf(&html, "<%s>one<%s>two</%s>three</%s>four",
				element_name(outer), element_name(inner), element_name(inner),
				element_name(outer));
			read_page(&f, buf_str(&html));
			assert_whole(&f);
			kept = tree_books(&f.doc.tree).kept;
			if (kept < 15)
				fail_msg("<%s> in <%s>: %zu of 15 bytes kept",
					element_name(inner), element_name(outer), kept);
			fixture_close(&f);
			buf_free(&html);
		}
}

static unsigned deepest(const struct tree *t)
{
	unsigned most = 0;

	for (const struct node *n = t->root; n; n = tree_next(t->root, n)) {
		unsigned depth = 0;

		for (const struct node *up = n; up; up = node_parent(up))
			depth++;
		most = depth > most ? depth : most;
	}
	return most;
}

static void test_depth_is_capped_and_text_stays(void **state)
{
	enum { DEEP = 4 * TREE_DEPTH_MAX };
	struct buf html = BUF_INIT;
	struct fixture f;
	const struct node *last;

	for (int i = 0; i < DEEP; i++)
		buf_puts(&html, i % 5 ? "<div>" : "<blockquote>");
	buf_puts(&html,
		"deep<table><tr><td>cell</table><script>'<p>'</script><ul><li>item</ul>");
	for (int i = DEEP; i-- > 0;)
		buf_puts(&html, i % 5 ? "</div>" : "</blockquote>");
	buf_puts(&html, "top");
	read_page(&f, buf_str(&html));
	assert_int_equal(tree_books(&f.doc.tree).kept, 4 + 4 + 5 + 4 + 3);
	assert_in_range(deepest(&f.doc.tree), TREE_DEPTH_MAX - 20, TREE_DEPTH_MAX + 8);
	last = node_last_all(f.doc.tree.root);
	assert_int_equal(last->kind, KIND_PARA);
	assert_int_equal(node_text_len(node_first_all(last)), 3);
	assert_int_equal(f.doc.diag_count[DIAG_WARNING], 1);
	assert_int_equal(f.doc.diags->code, DIAG_TOO_DEEP);
	fixture_close(&f);
	buf_free(&html);
}

static void test_refused_memory_is_survived(void **state)
{
	const char html[] = "<div><b>x<img><table><tr><td>y</table>&amp;</b></div>";
	struct fixture f;

	fixture_open(&f, "en");
	f.doc.source.text = html;
	f.doc.source.text_len = strlen(html);
	assert_null(arena_alloc(&f.doc.tree.arena, SIZE_MAX));
	html_construct(&f.doc);
	assert_true(arena_failed(&f.doc.tree.arena));
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_in_paragraphs),
		cmocka_unit_test(test_white_space_between_blocks_is_not_text),
		cmocka_unit_test(test_a_newline_after_pre_is_not_text),
		cmocka_unit_test(test_references_are_the_standards),
		cmocka_unit_test(test_comments_end_as_browsers_end_them),
		cmocka_unit_test(test_elements_of_text_hold_no_elements),
		cmocka_unit_test(test_start_tags_close_what_they_must),
		cmocka_unit_test(test_values_hold_what_xml_can_hold),
		cmocka_unit_test(test_end_tags_that_are_start_tags),
		cmocka_unit_test(test_tables_get_their_parts),
		cmocka_unit_test(test_boxes_in_a_table_are_before_it),
		cmocka_unit_test(test_stray_content_is_fostered_before_the_table),
		cmocka_unit_test(test_blocks_that_dissolve_are_lines),
		cmocka_unit_test(test_lists_get_their_parts),
		cmocka_unit_test(test_phrases_are_made_around_text_only),
		cmocka_unit_test(test_phrases_go_on_over_blocks),
		cmocka_unit_test(test_links_go_into_blocks_if_they_are_closed),
		cmocka_unit_test(test_an_object_left_open_takes_no_blocks),
		cmocka_unit_test(test_svg_and_math_keep_their_text),
		cmocka_unit_test(test_templates_and_selects),
		cmocka_unit_test(test_pages_of_frames),
		cmocka_unit_test(test_phrases_around_many_blocks_are_counted),
		cmocka_unit_test(test_phrases_closed_out_of_order),
		cmocka_unit_test(test_every_element_in_every_other),
		cmocka_unit_test(test_depth_is_capped_and_text_stays),
		cmocka_unit_test(test_refused_memory_is_survived),
	};

	return cmocka_run_group_tests_name("html-tree", tests, NULL, NULL);
}
