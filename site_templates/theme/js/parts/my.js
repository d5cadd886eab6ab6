// @ts-check
// The reader's page: all marks, and the ways to carry them elsewhere. What comes from a file, a
// link or the storage only ever becomes text.

import { cardBySum, cardOf } from "../cards.js";
import { fromFile, fromLink, MOST_IN_LINK, toFile, toLink } from "../carrying.js";
import { addButtons } from "../entries.js";
import { remember } from "../facets.js";
import { isMarked } from "../marking.js";
import { CHANGED, forget, marked, marks, rename, takeIn, trouble } from "../marks.js";
import { news, seenAll } from "../news.js";
import { part, shown } from "../parts.js";
import { crc32 } from "../search/filters.js";
import { fold } from "../search/words.js";
import { address, all, copy, kind, make, one, paperAddress, papers } from "../site.js";

/** @typedef {import("../marking.js").Mark} Mark */
/** @typedef {import("../cards.js").Card} Card */

const STEP = 50;
const LARGEST_FILE = 5_000_000;

/** @type {Record<string, (mark: Mark) => unknown>} */
const VIEWS = {
  all: isMarked,
  star: (mark) => mark.star?.on,
  unread: (mark) => mark.star?.on && !mark.read?.on,
  read: (mark) => mark.read?.on,
  note: (mark) => mark.note?.text,
};

const list = /** @type {HTMLElement} */ (one("#list"));
const find = /** @type {HTMLInputElement} */ (one("#my-find"));
const more = /** @type {HTMLElement} */ (one("#more"));
let limit = STEP;
let turn = 0;
/** @type {{sums: number[], total: number}} */
let fresh = { sums: [], total: 0 };

const view = () => new URLSearchParams(location.search).get("show") ?? "all";

/** @param {Mark} mark */
const lastTouched = (mark) => Math.max(mark.star?.at ?? 0, mark.read?.at ?? 0, mark.note?.at ?? 0);

/** The papers of the view, touched last first. @returns {Promise<[string, Mark][]>} */
async function chosen() {
  const kept = marks();
  const words = fold(find.value).split(/\s+/).filter(Boolean);
  /** @type {[string, Mark][]} */
  let rows = Object.entries(kept).filter(([, mark]) => (VIEWS[view()] ?? isMarked)(mark));
  rows.sort(([a, x], [b, y]) => lastTouched(y) - lastTouched(x) || (a < b ? -1 : 1));
  if (view() === "new") {
    const cards = await Promise.all(fresh.sums.map(cardBySum));
    rows = cards.flatMap((card) => (card ? [[card.slug, { title: card.title, ...kept[card.slug] }]] : []));
  }
  return rows.filter(([slug, { title = slug, note }]) => {
    const text = fold(`${title} ${note?.text ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}

async function draw() {
  const mine = (turn += 1);
  const rows = await chosen();
  const first = rows.slice(0, limit);
  const cards = await Promise.all(first.map(([slug]) => cardOf(slug).catch(() => undefined)));
  if (mine !== turn) return;
  cards.forEach((card, i) => {
    const [slug] = first[i];
    if (card && card.slug !== slug) rename(slug, card.slug, card.title);
  });
  list.replaceChildren(...first.map(([slug, mark], i) => entry(slug, mark, cards[i])));
  addButtons(list);
  more.hidden = rows.length <= limit;
  more.textContent = `Show ${Math.min(STEP, rows.length - limit)} more of ${rows.length}`;
  const heading = one("#count");
  if (heading) heading.textContent = papers(rows.length);
  const none = one("#none");
  const untold = view() === "new" ? fresh.total - fresh.sums.length : 0;
  if (none) {
    none.hidden = rows.length > 0 && !untold;
    none.textContent = untold
      ? `${papers(untold)} came, too many to be told apart. The page “New” lists all by day.`
      : marked().length || view() === "new"
        ? "No paper here passes this choice."
        : "Nothing is marked yet. Press the star beside a paper, or the key s, and it will wait for you here.";
  }
  facts();
}

/** @param {string} slug @param {Mark} mark @param {Card | null | undefined} card null: left the list */
function entry(slug, mark, card) {
  const id = card?.slug ?? slug;
  const title = card?.title ?? mark.title ?? slug;
  const link = card === null ? title : make("a", { href: paperAddress(id) }, title);
  const meta = [card?.authors && make("span", { class: "e-by" }, card.authors),
    card?.published && make("b", {}, card.published)].filter((part) => part);
  const status = card === null ? "No longer in this list. Your marks stay." : card?.status;
  const topics = (card?.topics ?? []).map(([topic, name]) =>
    make("a", { href: address(`topics/${topic}/`) }, name));
  const text = mark.note?.text ?? "";
  const note = make("details", { class: "mynote", open: Boolean(text) },
    make("summary", {}, "Note"),
    make("textarea", { "data-note": id, "aria-label": `Note on ${title}`, rows: "3", placeholder: " " }),
    make("p", { class: "fine", "data-said": "" }));
  return make("li", { class: "entry", id: `p-${id}` },
    make("h3", { class: "e-title" }, link),
    ...(status ? [make("p", { class: "e-status" }, status)] : []),
    ...(meta.length ? [make("p", { class: "e-meta" }, ...meta)] : []),
    note,
    make("p", { class: "e-why" }, ...topics.map((topic) => make("span", {}, topic))));
}

/** What is said of all marks: counts, the link, whether they are kept. */
function facts() {
  const kept = Object.values(marks());
  for (const made of all("[data-show]")) {
    const name = made.dataset.show ?? "";
    const count = name === "new" ? fresh.total : kept.filter(VIEWS[name]).length;
    made.setAttribute("aria-pressed", String(name === view()));
    const number = one(".num", made);
    if (number) number.textContent = String(count);
  }
  const words = trouble();
  const box = one("#my-trouble");
  if (box) {
    box.hidden = !words;
    if (box.textContent !== words) box.textContent = words;
  }
  const seen = one("#my-seen");
  if (seen) seen.hidden = view() !== "new" || !fresh.total;
  link();
}

function link() {
  const starred = marked().filter(([, mark]) => mark.star?.on)
    .sort(([, x], [, y]) => (y.star?.at ?? 0) - (x.star?.at ?? 0));
  const field = one("#my-link");
  const words = one("#my-link-said");
  if (!(field instanceof HTMLInputElement) || !words) return;
  const canonical = one("link[rel=canonical]")?.getAttribute("href");
  const page = location.protocol === "file:" && canonical ? canonical : location.href.split(/[?#]/)[0];
  const sums = starred.slice(0, MOST_IN_LINK).map(([slug]) => crc32(slug));
  field.value = starred.length ? `${page}#${toLink(sums)}` : "";
  for (const part of all("#my-copy, #my-link")) part.toggleAttribute("disabled", !starred.length);
  words.textContent = starred.length > MOST_IN_LINK
    ? `It carries the ${MOST_IN_LINK} papers starred last, of ${starred.length}; a file carries all.`
    : starred.length ? `It carries ${papers(starred.length)}.` : "Star a paper first.";
  if (page.startsWith("file:")) words.textContent += " This copy is read from disk: elsewhere only a file helps.";
}

/** @param {string} text */
function tell(text) {
  const said = one("#my-said");
  if (said) said.textContent = text;
}

/** @param {string} name */
function choose(name) {
  remember(name === "all" ? "" : `?show=${name}`, false);
  limit = STEP;
  return draw();
}

/** Shows what a link carries, before any of it is taken in. */
async function offer() {
  const box = one("#my-offer");
  const sums = fromLink(location.hash);
  if (!box) return;
  box.hidden = !sums;
  if (!sums) return;
  const cards = await Promise.all(sums.map(cardBySum));
  const found = /** @type {Card[]} */ (cards.filter((card) => card));
  const kept = marks();
  const added = found.filter(({ slug }) => !kept[slug]?.star?.on);
  const lost = sums.length - found.length;
  const words = [
    added.length < found.length ? `${papers(found.length - added.length)} of it you have starred already.` : "",
    lost ? `${papers(lost)} of it ${lost === 1 ? "is" : "are"} not in this list.` : "",
  ];
  const take = make("button", { type: "button", class: "btn main" }, `Star ${papers(added.length)}`);
  take.disabled = !added.length;
  take.addEventListener("click", () => {
    const at = Date.now();
    const taken = added.map(({ slug, title }) =>
      [slug, { title, star: { on: true, at: Math.max(at, (marks()[slug]?.star?.at ?? 0) + 1) } }]);
    takeIn(Object.fromEntries(taken));
    box.hidden = true;
    tell(`${papers(added.length)} starred.`);
    choose("star");
    one("#count")?.focus();
  });
  const leave = make("button", { type: "button", class: "btn" }, "Leave it");
  leave.addEventListener("click", () => {
    box.hidden = true;
    history.replaceState(null, "", location.pathname + location.search);
  });
  box.replaceChildren(
    make("h2", {}, `This link carries ${papers(sums.length)}`),
    make("ul", {}, ...found.map(({ slug, title }) =>
      make("li", {}, make("a", { href: paperAddress(slug) }, title)))),
    ...words.filter(Boolean).map((text) => make("p", {}, text)),
    make("p", { class: "acts" }, take, leave));
}

/** @param {File} file */
async function bringIn(file) {
  if (file.size > LARGEST_FILE) return tell("This file is larger than 5 MB; a file of marks never is.");
  try {
    const { marks: given, skipped, list: from } = fromFile(await file.text(), Date.now());
    const before = marks();
    takeIn(given);
    const after = marks();
    const changed = Object.keys(given).filter((slug) => JSON.stringify(before[slug]) !== JSON.stringify(after[slug]));
    const same = Object.keys(given).length - changed.length;
    const own = document.title.split(" - ").at(-1);
    tell([
      `Marks of ${papers(changed.length)} taken in.`,
      same ? `Of ${papers(same)} you had the same or newer ones.` : "",
      skipped ? `${papers(skipped)} could not be read.` : "",
      from && from !== own ? `The file is from the list “${from}”.` : "",
    ].filter(Boolean).join(" "));
    return draw();
  } catch (error) {
    return tell(/** @type {Error} */ (error).message);
  }
}

function start() {
  find.addEventListener("input", () => choose(view()));
  for (const made of all("[data-show]")) made.addEventListener("click", () => choose(made.dataset.show ?? "all"));
  more.addEventListener("click", async () => {
    const before = list.children.length;
    limit += STEP;
    await draw();
    list.children[before]?.querySelector("a")?.focus();
  });
  const field = one("#my-link");
  one("#my-copy")?.addEventListener("click", () => {
    if (!(field instanceof HTMLInputElement)) return;
    field.select();
    copy(field.value, field);
  });
  one("#my-save")?.addEventListener("click", async () => {
    const { save } = await part("take");
    const list = document.title.split(" - ").at(-1) ?? "";
    const home = location.protocol === "file:" ? "" : address("");
    save("reading-list-marks.json", toFile(marks(), list, home, Date.now()), "application/json");
  });
  one("#my-file")?.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.files?.[0]) return;
    bringIn(target.files[0]).then(() => { target.value = ""; });
  });
  one("#my-forget")?.addEventListener("click", () => {
    if (!confirm("Remove all stars, read marks and notes from this browser? Without a file of them, they are lost.")) return;
    forget();
    tell("All marks are removed from this browser.");
    draw();
  });
  one("#my-seen")?.addEventListener("click", async () => {
    await seenAll();
    fresh = await news();
    choose("all");
  });
  addEventListener(CHANGED, facts); // Rows stay until the next choice, so a slip can be taken back.
  addEventListener("storage", () => {
    if (!list.contains(document.activeElement)) draw(); // A note that is being written stays.
  });
  addEventListener("popstate", draw);
  addEventListener("hashchange", offer);
  shown.list = async () => {
    const slugs = (await chosen()).map(([slug]) => slug);
    return { slugs, words: `The ${papers(slugs.length)} of this choice` };
  };
  draw();
  offer();
  news().then((found) => {
    fresh = found;
    return view() === "new" ? draw() : facts();
  }).catch(() => {});
}

if (kind === "my") start();
