(function () {
	"use strict";
	var byId = document.getElementById.bind(document);
	var tools = byId("tools"), find = byId("find"), shown = byId("shown"), nothing = byId("nothing");
	var box = byId("pieces"), pieces = Array.from(box.children), texts = [];
	var inside = Array.from(box.querySelectorAll("del, .aside > div"));
	var boxes = Array.from(tools.querySelectorAll("fieldset input[value]"));
	var timer = 0;

	// Lower case, white space evened out: made when first searched, as large pages have many.
	function textOf(i) {
		if (texts[i] === undefined)
			texts[i] = pieces[i].querySelector(".t").textContent.toLowerCase().replace(/\s+/g, " ");
		return texts[i];
	}

	function apply() {
		var wanted = find.value.trim().toLowerCase().replace(/\s+/g, " ");
		var off = new Set(), count = 0;

		boxes.forEach(function (b) {
			if (!b.checked)
				off.add(b.value);
		});
		pieces.forEach(function (piece, i) {
			var show = !off.has(piece.dataset.c) && (!wanted || textOf(i).includes(wanted));

			if (piece.hidden === show)
				piece.hidden = !show;
			count += show;
		});
		inside.forEach(function (part) { part.hidden = off.has(part.dataset.c); });
		shown.textContent = box.dataset.shown + " " + count + " / " + pieces.length;
		nothing.hidden = count > 0;
	}

	function applySoon() {
		clearTimeout(timer);
		timer = setTimeout(apply, 120);
	}

	// The box in a legend stands for all below it: on, off, or between.
	function watch(fieldset) {
		var all = fieldset.querySelector(".all");
		var own = Array.from(fieldset.querySelectorAll("input[value]"));

		all.addEventListener("change", function () {
			own.forEach(function (b) { b.checked = all.checked; });
			apply();
		});
		fieldset.addEventListener("change", function (event) {
			var on = own.filter(function (b) { return b.checked; }).length;

			if (event.target === all)
				return;
			all.checked = on === own.length;
			all.indeterminate = on > 0 && on < own.length;
			apply();
		});
	}

	function showTarget() {
		var target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
		var piece = target && target.closest(".p");

		if (!piece || !piece.hidden)
			return;
		piece.hidden = false;
		target.scrollIntoView();
	}

	tools.hidden = false;
	tools.addEventListener("submit", function (event) { event.preventDefault(); });
	find.addEventListener("input", applySoon);
	tools.querySelectorAll("fieldset").forEach(watch);
	byId("details").addEventListener("change", function (event) {
		box.classList.toggle("show-details", event.target.checked);
	});
	if (byId("code"))
		byId("code").addEventListener("change", function (event) {
			box.querySelectorAll("details").forEach(function (d) { d.open = event.target.checked; });
		});
	window.addEventListener("hashchange", showTarget);
	// A page that is loaded again keeps what was typed and ticked.
	window.addEventListener("pageshow", apply);
	apply();
}());
