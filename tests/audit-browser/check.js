// usage: node check.js [--shots DIR] FOLDER...
//
// A folder has a page and what guidang made of it: input.html (or input.txt), audit.html,
// record.json, ledger.jsonl. Opens the audit page in Chromium (CHROMIUM, else "chromium" by PATH)
// and checks that it says what the record says, holds all of the input's text as the browser
// itself reads that, works by mouse and keys, fits a telephone, prints, and asks for nothing.
// Last line: "N passed, N failed". Exit status 1 on a fault.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

// Code is cut after this many characters (filters/out-audit/pieces.c).
const CODE_MAX = 2000;
// Pictures are taken when all is painted [ms].
const PAINTED = 300;
// Least contrast of text and ground (WCAG 2.1, 1.4.3).
const CONTRAST = 4.5;
// The filter box waits until typing rests [ms]; a little more than audit.js does.
const REST = 160;

let passed = 0, failed = 0;

function check(name, what, holds, detail = "") {
	if (holds) {
		passed++;
		return;
	}
	failed++;
	console.log(`FAIL ${name}: ${what}${detail === "" ? "" : `: ${detail}`}`);
}

// ---- what is read ----

// White space is counted, not shown; control characters, which HTML forbids, become U+FFFD.
const squash = (text) => text.replace(/[\s\u00A0\u00AD\u200B-\u200F\u2060\u3000\uFEFF]+/g, "")
	.replace(/[\0-\x1F\x7F-\x9F]/g, "\uFFFD");

const count = (text) => Number(text.replace(/[^0-9]/g, ""));

// What was taken away; the other lines are of pictures that are not in the document.
const takenAway = (ledger) => ledger.filter((l) => l.reason !== "picture");

const lines = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l));

// The text of all elements that fit: the audit page's own words have the class ui.
function shownText(page, selector) {
	return page.$$eval(selector, (found) => found.map((e) => {
		const copy = e.cloneNode(true);

		copy.querySelectorAll(".ui").forEach((own) => own.remove());
		return copy.textContent;
	}).join("\n"));
}

// The input's text by the browser's own parser, without scripts; a plain text is its own.
async function inputText(browser, folder) {
	const plain = join(folder, "input.txt");

	if (existsSync(plain))
		return [readFileSync(plain, "utf8")];
	const page = await browser.newPage({ javaScriptEnabled: false });

	await page.route("**/*", (r) => r.request().url().startsWith("file:") ? r.continue() : r.abort());
	await page.goto(pathToFileURL(resolve(folder, "input.html")).href, { waitUntil: "domcontentloaded" });
	const texts = await page.evaluate(() => {
		const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT), found = [];

		while (walker.nextNode())
			if (!walker.currentNode.parentElement.closest("script, style, template"))
				found.push(walker.currentNode.data);
		return found;
	});

	await page.close();
	return texts;
}

// ---- what the page says ----

// How often each character stands in a text that is not in the other.
function missing(text, from) {
	const left = new Map();

	for (const c of from)
		left.set(c, (left.get(c) ?? 0) + 1);
	return [...text].filter((c) => {
		const n = left.get(c) ?? 0;

		left.set(c, n - 1);
		return n <= 0;
	}).join("");
}

async function checkText(name, page, browser, folder) {
	const texts = (await inputText(browser, folder)).map(squash).filter(Boolean);
	const audit = squash(await shownText(page, "#pieces"));
	const lost = texts.filter((t) => !audit.includes(t));

	check(name, "the input has text", texts.length > 0);
	check(name, "every character of the input stands there", !missing(texts.join(""), audit),
		missing(texts.join(""), audit).slice(0, 80));
	// What fields and separators cut apart is still found by its pieces above.
	check(name, "what stands together in the input does so here", lost.length <= texts.length / 10,
		`${lost.length} of ${texts.length}: ${lost[0]}`);
}

async function checkCounts(name, page, record, ledger) {
	const { ingested, kept, dropped, unlocated } = record.accounting;
	const top = (await page.$$eval("#verdict .card:first-child b", (b) => b.map((x) => x.textContent))).map(count);
	const sum = async (id) => {
		const cells = await page.$$eval(`#${id} tbody td:nth-child(3)`, (c) => c.map((x) => x.textContent));

		return cells.map(count).reduce((a, b) => a + b, 0);
	};

	check(name, "the account on top is the record's", String(top) ===
		String(unlocated ? [kept, dropped, unlocated, ingested] : [kept, dropped, ingested]), top);
	check(name, "bytes by kind are all that was kept", await sum("kept") === kept, await sum("kept"));
	check(name, "bytes by reason are all that was dropped", await sum("dropped") === dropped, await sum("dropped"));
	for (const reason of new Set(takenAway(ledger).map((l) => l.reason))) {
		const bytes = ledger.filter((l) => l.reason === reason).reduce((n, l) => n + l.bytes, 0);
		const row = page.locator(`#dropped tr:has(.d-${reason}) td`);
		const pieces = count(await row.nth(0).textContent());
		const shown = await page.locator(`[data-c="d-${reason}"]`).count();

		// The ledger leaves out what is white space only.
		check(name, `${reason}: bytes as in the ledger, or white space more`,
			count(await row.nth(1).textContent()) >= bytes, bytes);
		check(name, `${reason}: as many pieces as it says`, pieces === shown, `${pieces}, ${shown}`);
	}
	check(name, "pictures that are not in the document say so",
		await page.locator("#pieces .img.missing").count() === ledger.length - takenAway(ledger).length);
	const statuses = ["pass", "fail", "skipped"].map((s) => record.checks.filter((c) => c.status === s).length);
	const cards = (await page.$$eval("#verdict .card:nth-child(3) b", (b) => b.map((x) => x.textContent))).map(count);

	check(name, "checks on top are the record's", String(cards) === String(statuses), cards);
}

async function checkReasons(name, page, ledger) {
	for (const reason of new Set(takenAway(ledger).map((l) => l.reason))) {
		const there = squash(await shownText(page, `[data-c="d-${reason}"]`));
		const texts = ledger.filter((l) => l.reason === reason)
			.map((l) => squash([...l.text.trimStart()].slice(0, reason === "script" ? CODE_MAX : undefined).join("")));
		const lost = texts.map((t) => missing(t, there)).filter(Boolean);

		check(name, `${reason}: what the ledger lists stands in its pieces`, !lost.length, lost[0]);
	}
}

async function checkKinds(name, page, record) {
	const has = async (selector, text, what) => {
		const there = squash(await shownText(page, selector));

		check(name, `${what} stands where such are`, there.includes(squash(text)), text);
	};

	if (record.title)
		await has('[data-c="title"], [data-c="field"], #added', record.title, "the title");
	for (const field of record.fields)
		await has('[data-c="field"], #added', field.value, `the field ${field.label}`);
	for (const block of record.blocks)
		if (["heading", "signature", "date"].includes(block.type))
			await has(`[data-c="${block.type}"]`, block.text, `a ${block.type}`);
	const tables = record.blocks.filter((b) => b.type === "table").length;

	check(name, "no table is less", await page.locator('#pieces > [data-c="table"]').count() >= tables, tables);
}

// Checks and messages of a Chinese page are Chinese: no two English words stand beside each other.
async function checkLanguage(name, page) {
	const chinese = await page.evaluate(() => document.documentElement.lang === "zh-CN");
	const said = await page.$$eval("#checks li, #messages li, .y, #verdict p", (found) =>
		found.map((e) => e.textContent.replace(/"[^"]*"|“[^”]*”|\/[^/]*\//g, "")));
	const english = chinese ? said.find((s) => /[a-z]{2,} [a-z]{2,}/.test(s)) : undefined;

	check(name, "a Chinese page says all in Chinese", english === undefined, english);
}

async function checkJumps(name, page) {
	const broken = await page.$$eval('a[href^="#"]', (links) =>
		links.map((a) => a.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)));

	check(name, "every jump has its target", !broken.length, broken.join(" "));
}

// ---- what it does ----

// The number of pieces that can be seen, and of all.
function pieces(page) {
	return page.evaluate(() => {
		const all = [...document.querySelectorAll("#pieces > .p")];

		return { all: all.length, seen: all.filter((p) => p.getClientRects().length).length };
	});
}

async function find(page, text) {
	await page.fill("#find", text);
	await page.waitForTimeout(REST);
	return pieces(page);
}

async function checkFilter(name, page) {
	const start = await pieces(page);
	const word = await page.evaluate(() => {
		const all = document.querySelectorAll("#pieces > .p .t");

		return all[all.length >> 1].textContent.trim().replace(/\s+/g, " ").slice(0, 12);
	});
	const found = await find(page, word);
	const right = await page.evaluate((text) => [...document.querySelectorAll("#pieces > .p")].every((p) =>
		p.hidden !== p.querySelector(".t").textContent.toLowerCase().replace(/\s+/g, " ").includes(text)),
	word.toLowerCase());

	check(name, "all pieces are shown at first", start.all > 0 && start.seen === start.all);
	check(name, `"${word}" shows the pieces that have it, and no others`, found.seen > 0 && right, found.seen);
	check(name, "their number is said", (await page.textContent("#shown")).includes(`${found.seen} / ${start.all}`));
	check(name, "what no piece holds hides all", (await find(page, "\u{1F9FE} no page holds this")).seen === 0);
	check(name, "that nothing was found is said", await page.isVisible("#nothing"));
	check(name, "an empty box shows all again", (await find(page, "")).seen === start.all);
}

async function checkBoxes(name, page) {
	const { all } = await pieces(page);

	await page.click("#choices > summary");
	for (const value of await page.$$eval("#choices input[value]", (b) => b.map((x) => x.value))) {
		const box = page.locator(`#choices input[value="${value}"]`);
		const own = await page.locator(`#pieces > [data-c="${value}"]`).count();

		await box.evaluate((b) => b.click());
		check(name, `${value}: its box hides its pieces`, (await pieces(page)).seen === all - own);
		await box.evaluate((b) => b.click());
	}
	check(name, "boxes bring pieces back", (await pieces(page)).seen === all);
	for (const [fieldset, hidden] of [["#reasons", "#pieces .d, #pieces del, #pieces .aside"], ["#kinds", "#pieces > .p:not(.d)"]]) {
		if (!await page.locator(`${fieldset} input[value]`).count())
			continue;
		await page.uncheck(`${fieldset} .all`);
		check(name, `${fieldset}: one box hides all`, await page.$$eval(hidden, (found) =>
			found.every((e) => !e.getClientRects().length)));
		await page.check(`${fieldset} .all`);
	}
	await page.check("#details");
	check(name, "details are shown", await page.$$eval("#pieces .x", (found) =>
		found.every((x) => getComputedStyle(x).display !== "none")));
	await page.uncheck("#details");
	await page.click("#choices > summary");
}

// Tab to the filter box, type, on to the choices, open them, and hide what was kept: no mouse.
async function checkKeys(name, page) {
	const at = (selector) => page.evaluate((s) => document.activeElement.matches(s), selector);
	const tabTo = async (selector) => {
		for (let i = 0; i < 100 && !await at(selector); i++)
			await page.keyboard.press("Tab");
		return at(selector);
	};

	await page.evaluate(() => window.scrollTo(0, 0));
	await page.click("h1"); // keys go on from there
	check(name, "keys reach the filter box", await tabTo("#find"));
	check(name, "what has the focus is marked", await page.evaluate(() =>
		getComputedStyle(document.activeElement).outlineStyle !== "none"));
	await page.keyboard.type("\u{1F9FE}");
	await page.waitForTimeout(REST);
	check(name, "what keys type is looked for", (await pieces(page)).seen === 0);
	await page.keyboard.press("Backspace");
	await page.waitForTimeout(REST);
	check(name, "keys reach the choices", await tabTo("#choices > summary"));
	await page.keyboard.press("Enter");
	check(name, "keys open the choices", await page.evaluate(() => document.getElementById("choices").open));
	check(name, "keys reach the boxes", await tabTo("#kinds .all"));
	await page.keyboard.press("Space");
	check(name, "a key hides all that was kept", !await page.locator("#pieces > .p:not(.d):visible").count());
	await page.keyboard.press("Space");
	await page.evaluate(() => { document.getElementById("choices").open = false; });
}

// ---- how it looks ----

async function checkPhone(name, page) {
	await page.setViewportSize(PHONE);
	const wide = await page.evaluate(() => {
		const limit = document.documentElement.clientWidth;
		// White space at the end of a preformatted line hangs over, and is not seen.
		const inScroller = (e) => e.closest(".wide, pre") || e.parentElement.closest(".pre");

		return {
			page: document.documentElement.scrollWidth - limit,
			element: [...document.querySelectorAll("body *")]
				.filter((e) => !inScroller(e) && e.getBoundingClientRect().right > limit + 1)
				.map((e) => `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`)[0] ?? "",
		};
	});

	check(name, `fits ${PHONE.width} px`, wide.page <= 0 && !wide.element, `${wide.page} px over, ${wide.element}`);
	await page.setViewportSize(DESKTOP);
}

// The text with least contrast, over the colour that its ground is painted with.
function leastContrast(page) {
	return page.evaluate(() => {
		const channels = (color) => color.match(/[\d.]+/g).map(Number);
		const light = (color) => {
			const [r, g, b] = channels(color).map((c) => c / 255)
				.map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);

			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const ground = (e) => {
			for (; e; e = e.parentElement) {
				const color = getComputedStyle(e).backgroundColor;

				if (channels(color)[3] !== 0)
					return color;
			}
			return "rgb(255, 255, 255)";
		};
		let least = { ratio: 21, element: "" };

		for (const e of document.querySelectorAll("body *:not(script)")) {
			if (![...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()))
				continue;
			const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
			const ratio = (a + 0.05) / (b + 0.05);

			if (ratio < least.ratio)
				least = { ratio, element: `${e.tagName}.${e.className} in ${e.parentElement.className}` };
		}
		return least;
	});
}

async function checkSchemes(name, page) {
	const grounds = [];

	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme });
		const least = await leastContrast(page);

		grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
		check(name, `${colorScheme}: can be read`, least.ratio >= CONTRAST,
			`${least.ratio.toFixed(2)} of ${least.element}`);
	}
	check(name, "dark where the reader's system is", grounds[0] !== grounds[1]);
	await page.emulateMedia({ colorScheme: "light" });
}

// In the dark too, a printed page is black on white.
async function checkPrint(name, page, folder) {
	const pdf = join(folder, "audit.pdf"), controls = ["#tools", "footer a", ".lead a"];

	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	for (const control of controls)
		check(name, `${control} is not printed`, !await page.isVisible(control));
	check(name, "prints on white", ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(
		await page.evaluate(() => getComputedStyle(document.body).backgroundColor)));
	const label = squash(await page.textContent("#tools .find label"));

	await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
	const printed = squash(execFileSync("pdftotext", ["-layout", pdf, "-"]).toString());
	const shown = squash(await page.evaluate(() =>
		[...document.querySelectorAll("h1, #pieces > .p .g b")].map((e) => e.textContent).join("")));

	check(name, "prints the kind of every piece", !missing(shown, printed), missing(shown, printed).slice(0, 40));
	check(name, "prints no filter box", !printed.includes(label));
	await page.emulateMedia({ media: "screen", colorScheme: "light" });
}

async function checkWithoutScript(name, browser, url) {
	const page = await browser.newPage({ javaScriptEnabled: false });

	await page.goto(url);
	check(name, "without scripts all pieces stand there", await page.locator("#pieces > .p").count() ===
		await page.locator("#pieces > .p:visible").count());
	check(name, "without scripts there is no filter box", !(await page.isVisible("#tools")));
	await page.close();
}

// ---- all of it ----

async function shoot(page, shots, name) {
	for (const [suffix, viewport, colorScheme] of [["desktop", DESKTOP, "light"], ["phone", PHONE, "light"],
		["dark", DESKTOP, "dark"]]) {
		await page.setViewportSize(viewport);
		await page.emulateMedia({ colorScheme });
		await page.evaluate(() => window.scrollTo(0, 0));
		await page.waitForTimeout(PAINTED);
		await page.screenshot({ path: join(shots, `${name}-${suffix}.png`) });
		await page.evaluate(() => document.getElementById("page").scrollIntoView());
		await page.waitForTimeout(PAINTED);
		await page.screenshot({ path: join(shots, `${name}-${suffix}-page.png`) });
	}
	await page.setViewportSize(DESKTOP);
	await page.emulateMedia({ colorScheme: "light" });
}

async function checkFolder(browser, folder, shots) {
	const name = basename(folder), url = pathToFileURL(resolve(folder, "audit.html")).href;
	const record = lines(join(folder, "record.json"))[0], ledger = lines(join(folder, "ledger.jsonl"));
	const page = await browser.newPage({ viewport: DESKTOP });
	const said = [], asked = [], dialogs = [];

	page.on("console", (m) => said.push(m.text()));
	page.on("pageerror", (e) => said.push(e.message));
	page.on("request", (r) => r.url() === url || asked.push(r.url()));
	page.on("dialog", (d) => { dialogs.push(d.message()); return d.dismiss(); });
	await page.goto(url);
	await checkText(name, page, browser, folder);
	await checkCounts(name, page, record, ledger);
	await checkReasons(name, page, ledger);
	await checkKinds(name, page, record);
	await checkLanguage(name, page);
	await checkJumps(name, page);
	await checkFilter(name, page);
	await checkBoxes(name, page);
	await checkKeys(name, page);
	await checkPhone(name, page);
	await checkSchemes(name, page);
	await checkPrint(name, page, folder);
	if (shots)
		await shoot(page, shots, name);
	check(name, "the console stays empty", !said.length, said[0]);
	check(name, "nothing is asked for", !asked.length, asked[0]);
	check(name, "nothing of the page runs", !dialogs.length, dialogs[0]);
	await page.close();
	await checkWithoutScript(name, browser, url);
}

const folders = process.argv.slice(2);
const shots = folders[0] === "--shots" ? folders.splice(0, 2)[1] : undefined;

if (!folders.length) {
	console.error("usage: node check.js [--shots DIR] FOLDER...");
	process.exit(2);
}
if (shots)
	mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? execFileSync("which", ["chromium"]).toString().trim(),
	args: ["--no-sandbox"],
});
for (const folder of folders)
	await checkFolder(browser, folder, shots);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
