#include "headed.h"

#include "evidence/attached.h"
#include "base/match.h"
#include "tree/text.h"

/* First lines of blocks that are the portal's word on every page, not the document's. */
#define HEADED_CHINESE                                                                                                     \
	"版权(?:与|和|及)?(?:免责)?(?:声明|说明)|免责声明|网站声明|特别声明|版权声明|"          \
	"温馨提示|"                                                                                                    \
	"相关(?:链接|阅读|新闻|文章|信息|稿件|文档|报道|推荐|内容|附件下载排行)|延伸阅读|" \
	"推荐阅读|关联稿件|猜你喜欢|热点新闻|热门文章|最新文章"
#define HEADED_ENGLISH                                                                         \
	"disclaimer|related(?:articles|posts|content|topics|links|stories|coverage|videos|"    \
	"news|items|"                                                                          \
	"reading|pages|resources)|you(?:may|might)also(?:like|enjoy|beinterestedin)|"          \
	"recommended(?:"                                                                       \
	"foryou|reading|articles|stories)?|(?:up|read)next|more(?:onthistopic|stories|news|"   \
	"articles|"                                                                            \
	"headlines|videos|(?:on|from|in|by).{2,40})|(?:also)?see(?:also)?|seemore|(?:latest|"  \
	"top|trending|"                                                                        \
	"popular|recent|breaking)(?:news|now|stories|posts|articles|headlines|videos|"         \
	"comments|stories)|"                                                                   \
	"trending|most(?:popular|read|viewed|shared|commented|emailed)|editor.?s.?picks?|don." \
	"?tmiss|"                                                                              \
	"sharethis(?:page|article|story|post)?|from(?:our|the)blog|about(?:the)?authors?|(?:"  \
	"what|people|"                                                                         \
	"others)(?:are|also)?(?:reading|read)|aroundtheweb|fromaroundtheweb|sponsoredcontent|" \
	"(?:sign|sign-)upforour.{0,30}newsletter|ournewsletter|leavea(?:comment|reply)"
#define HEADED_OTHER                                                                           \
	"[àa]lireaussi|lireaussi|surlem[êe]mesujet|articlesli[ée]s|leatambi[ée]n|"         \
	"noticiasrelacionadas|"                                                                \
	"m[áa]sle[íi]d[oa]s|lesensieauch|mehrzumthema|auchinteressant|leiatamb[ée]m|"       \
	"leggianche|"                                                                          \
	"関連記事|あわせて読みたい|관련기사|많이본기사"

enum { HEADED, HEADED_LINKS, HEADED_KINDS };
static const char *const headed[HEADED_KINDS] = {
	[HEADED] = "^(?i:" HEADED_CHINESE "|" HEADED_ENGLISH "|" HEADED_OTHER ")[:：]?$",
	/* Chrome where nothing but links follows: what explains a document is elsewhere. */
	[HEADED_LINKS] = "^(?:(?:相关)?(?:政策|文件)?(?:解读|图解)|图解|图解政策|一图读懂|"
			 "媒体报道)[:：]?$",
};

/* Share of the page's prose up to which such a block is dropped whole. */
#define HEADED_SHARE 0.7f

/* The same for what follows it, and for what stands around its box. */
#define TAIL_SHARE 0.2f

/* Whether block has the page's main heading: then it is the page, whatever it begins with. */
static bool holds_main_heading(const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_HEADING && attr_int(n, ATTR_LEVEL, 0) == 1)
			return true;
	return false;
}

/* The box around one that it begins with; NULL where it begins with something else. */
static struct node *box_around(const struct node *n)
{
	return node_parent(n) && !node_preceding(n) && node_parent(n)->kind == KIND_BOX &&
			       !holds_main_heading(node_parent(n))
		       ? node_parent(n)
		       : NULL;
}

/* The box that begins with line: the smallest that holds more than it, and links where little
   of the page stands around these. */
static struct node *headed_box(const struct evidence *e, struct node *line, float page)
{
	uint32_t chars = evidence_of(e, line)->chars;
	struct node *n = line, *up;

	while (evidence_of(e, n)->chars == chars && (up = box_around(n)))
		n = up;
	if (evidence_of(e, n)->chars == chars)
		return NULL;
	while (!evidence_of(e, n)->links && (up = box_around(n)) &&
		evidence_of(e, up)->prose <= TAIL_SHARE * page)
		n = up;
	return n;
}

/*
 * Such a line that is a heading among others: it and what follows up to the next heading of its
 * level, where all that is little of the page.
 */
static void strip_headed_tail(
	struct document *doc, const struct evidence *e, struct node *heading, float page)
{
	int level = attr_int(heading, ATTR_LEVEL, 1);
	struct node *end = node_following(heading);
	float prose = 0;

	while (end && !(end->kind == KIND_HEADING && attr_int(end, ATTR_LEVEL, 1) <= level)) {
		prose += evidence_of(e, end)->prose;
		end = node_following(end);
	}
	if (prose > TAIL_SHARE * page)
		return;
	for (struct node *n = heading; n && n != end; n = node_following(n))
		node_drop(&doc->tree, n, REASON_RELATED);
}

static bool holds_links_only(
	const struct evidence *e, const struct node *line, const struct node *box)
{
	const struct features *all = evidence_of(e, box), *own = evidence_of(e, line);

	return all->links && all->chars - all->link_chars <= own->chars;
}

int headed_strip(struct document *doc, const struct evidence *e, float page)
{
	struct buf text = BUF_INIT;
	struct node *root = doc->tree.root, *box;
	int rc;

	for (struct node *n = root; n; n = tree_next_block(root, n)) {
		uint32_t chars = evidence_of(e, n)->chars;
		size_t found;

		if (!kind_is_line((enum kind)n->kind) || !chars || chars > 20)
			continue;
		buf_clear(&text);
		text_collect_squashed(&text, n);
		found = match_first(
			doc->matches, headed, HEADED_KINDS, buf_str(&text), text.len);
		if (found == HEADED_KINDS)
			continue;
		box = headed_box(e, n, page);
		if (found == HEADED_LINKS && !(box && holds_links_only(e, n, box)))
			continue;
		if (box && evidence_of(e, box)->prose <= HEADED_SHARE * page &&
			!attached_links_file(doc, box))
			node_drop(&doc->tree, box, REASON_RELATED);
		else if (!box && n->kind == KIND_HEADING)
			strip_headed_tail(doc, e, n, page);
	}
	rc = buf_failed(&text) ? -1 : 0;
	buf_free(&text);
	return rc;
}
