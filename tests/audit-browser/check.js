// usage: node check.js [--shots DIR] PAGE.html...
//
// Opens each audit page in Chromium (CHROMIUM, else /usr/bin/chromium) from its file and checks
// that it works and asks for nothing: no request, no message on the console; that filter box and
// check boxes hide pieces; that it fits a telephone; that it prints. Exit status 1 on a fault.
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

let faults = 0;

function check(name, what, holds, detail = "") {
	if (holds)
		return;
	faults++;
	console.error(`${name}: ${what}${detail === "" ? "" : `: ${detail}`}`);
}

// The number of pieces that can be seen, and of all.
function counts(page) {
	return page.evaluate(() => {
		const all = [...document.querySelectorAll("#pieces > .p")];

		return { all: all.length, seen: all.filter((p) => p.getClientRects().length).length };
	});
}

// Waits out the filter box's delay.
async function find(page, text) {
	await page.fill("#find", text);
	await page.waitForTimeout(250);
	return counts(page);
}

async function checkFilter(name, page) {
	const start = await counts(page);
	const word = await page.evaluate(() => {
		const text = document.querySelector("#pieces > .p .t").textContent;

		return text.trim().replace(/\s+/g, " ").slice(0, 12);
	});
	const found = await find(page, word);
	const none = await find(page, "\u{1F9FE} no page holds this");

	check(name, "all pieces are shown at first", start.all > 0 && start.seen === start.all);
	check(name, `"${word}" is found`, found.seen > 0 && found.seen <= start.all);
	check(name, "what no piece holds hides all", none.seen === 0, none.seen);
	check(name, "that nothing was found is said", await page.isVisible("#nothing"));
	check(name, "an empty box shows all again", (await find(page, "")).seen === start.all);
}

async function checkBoxes(name, page) {
	const { all } = await counts(page);

	await page.click("#choices > summary");
	for (const value of await page.$$eval("#choices input[value]", (b) => b.map((x) => x.value))) {
		const own = await page.locator(`#pieces > [data-c="${value}"]`).count();

		if (!own)
			continue;
		await page.uncheck(`#choices input[value="${value}"]`);
		check(name, `${value}: its box hides its pieces`, (await counts(page)).seen === all - own);
		await page.check(`#choices input[value="${value}"]`);
	}
	check(name, "boxes bring pieces back", (await counts(page)).seen === all);
	if (await page.locator("#reasons input[value]").count()) {
		await page.uncheck("#reasons .all");
		check(name, "one box hides all that was dropped", !(await page.locator("#pieces > .d:visible").count()));
		await page.check("#reasons .all");
	}
	await page.check("#details");
	check(name, "details are shown", await page.evaluate(() => {
		const x = document.querySelector("#pieces .x");

		return !x || getComputedStyle(x).display !== "none";
	}));
	await page.uncheck("#details");
	await page.click("#choices > summary");
}

async function checkJumps(name, page) {
	const broken = await page.$$eval('a[href^="#"]', (links) =>
		links.map((a) => a.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)));

	check(name, "every jump has its target", !broken.length, broken.join(" "));
}

async function checkPhone(name, page) {
	await page.setViewportSize(PHONE);
	const wide = await page.evaluate(() => {
		const limit = document.documentElement.clientWidth;
		const inScroller = (e) => e.closest(".wide, pre");

		return {
			page: document.documentElement.scrollWidth - limit,
			element: [...document.querySelectorAll("body *")]
				.filter((e) => !inScroller(e) && e.getBoundingClientRect().right > limit + 1)
				.map((e) => `${e.tagName}.${e.className}`)[0] ?? "",
		};
	});

	check(name, `fits ${PHONE.width} px`, wide.page <= 0, `${wide.page} px over, ${wide.element}`);
}

async function checkPrint(name, page, shots) {
	await page.setViewportSize(DESKTOP);
	await page.emulateMedia({ media: "print" });
	check(name, "the filter box is not printed", !(await page.isVisible("#tools")));
	const pdf = await page.pdf({ path: shots && join(shots, `${name}.pdf`), preferCSSPageSize: true });

	check(name, "prints", pdf.length > 1000, pdf.length);
	await page.emulateMedia({ media: "screen" });
}

async function checkWithoutScript(name, browser, url) {
	const page = await browser.newPage({ javaScriptEnabled: false });

	await page.goto(url);
	check(name, "without scripts all pieces stand there", await page.locator("#pieces > .p").count() ===
		await page.locator("#pieces > .p:visible").count());
	check(name, "without scripts there is no filter box", !(await page.isVisible("#tools")));
	await page.close();
}

async function shoot(page, shots, name, viewport, suffix) {
	if (!shots)
		return;
	await page.setViewportSize(viewport);
	await page.screenshot({ path: join(shots, `${name}-${suffix}.png`) });
	await page.evaluate(() => document.getElementById("page").scrollIntoView());
	await page.screenshot({ path: join(shots, `${name}-${suffix}-page.png`) });
	await page.evaluate(() => window.scrollTo(0, 0));
}

async function checkFile(browser, file, shots) {
	const name = basename(file, ".html"), url = pathToFileURL(resolve(file)).href;
	const page = await browser.newPage({ viewport: DESKTOP });
	const said = [], asked = [], dialogs = [];

	page.on("console", (m) => said.push(m.text()));
	page.on("pageerror", (e) => said.push(e.message));
	page.on("request", (r) => r.url() === url || asked.push(r.url()));
	page.on("dialog", (d) => { dialogs.push(d.message()); return d.dismiss(); });
	await page.goto(url);
	await shoot(page, shots, name, DESKTOP, "desktop");
	if ((await counts(page)).all) {
		await checkFilter(name, page);
		await checkBoxes(name, page);
	}
	await checkJumps(name, page);
	await checkPhone(name, page);
	await shoot(page, shots, name, PHONE, "phone");
	await checkPrint(name, page, shots);
	check(name, "the console stays empty", !said.length, said[0]);
	check(name, "nothing is asked for", !asked.length, asked[0]);
	check(name, "nothing of the page runs", !dialogs.length, dialogs[0]);
	await page.close();
	await checkWithoutScript(name, browser, url);
}

const files = process.argv.slice(2);
const shots = files[0] === "--shots" ? files.splice(0, 2)[1] : undefined;

if (!files.length) {
	console.error("usage: node check.js [--shots DIR] PAGE.html...");
	process.exit(2);
}
if (shots)
	mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox"],
});
for (const file of files)
	await checkFile(browser, file, shots);
await browser.close();
console.log(`${files.length} audit pages, ${faults} faults`);
process.exit(faults ? 1 : 0);
