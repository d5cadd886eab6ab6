// @ts-check
// Filters, sort and density of the entries that are in the page. The state is the address; the
// counts of a facet answer to the other facets.

import * as facets from "./facets.js";
import { CHANGED, marks } from "./marks.js";
import { shown } from "./parts.js";
import { fold } from "./search/words.js";
import { all, one, papers, read, searchAddress, write } from "./site.js";

/**
 * @typedef {object} Row an entry and what is asked of it
 * @property {HTMLElement} element
 * @property {HTMLElement} home the list that it stood in
 * @property {string} text
 * @property {string} title
 * @property {Record<string, string[]>} values
 * @property {number} named
 * @property {number} listed
 * @property {number} year
 */

const PREFIX = /^p-/;

/** @param {HTMLElement} element @returns {Row} */
function rowOf(element) {
  const data = element.dataset;
  const list = (/** @type {string | undefined} */ text) => (text ? text.split(" ") : []);
  return {
    element,
    home: /** @type {HTMLElement} */ (element.parentElement),
    text: fold(element.textContent ?? ""),
    title: fold(one(".e-title", element)?.textContent ?? ""),
    values: {
      year: [data.y ?? "none"],
      venue: data.v ? [data.v] : [],
      topic: list(data.t),
      tag: list(data.g),
      has: data.c ? ["code"] : [],
    },
    named: Number(data.m ?? 0),
    listed: Number(data.l ?? 0),
    year: Number(data.y) || 0,
  };
}

/** Density of entries, kept for the next page. */
export function startDensity() {
  const list = one("#list");
  if (!list || !one("[data-view]")) return;
  const show = (/** @type {string} */ view) => {
    list.classList.toggle("titles", view === "titles");
    list.classList.toggle("abstracts", view === "abstracts");
    for (const made of all("[data-view]")) {
      made.setAttribute("aria-pressed", String(made.dataset.view === view));
    }
  };
  for (const made of all("[data-view]")) {
    made.addEventListener("click", () => {
      show(made.dataset.view ?? "lines");
      write("view", made.dataset.view);
    });
  }
  show(read("view") ?? "lines");
  list.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("a, button") || getSelection()?.toString()) return;
    target.closest(".e-abs")?.closest(".entry")?.classList.toggle("open");
  });
}

/** The rail is open beside the list, folded above it. */
export function startRail() {
  const rail = one(".rail");
  if (!(rail instanceof HTMLDetailsElement)) return;
  const narrow = matchMedia("(max-width: 62em)");
  const fit = () => { rail.open = !narrow.matches; };
  narrow.addEventListener("change", fit);
  fit();
  rail.classList.add("set");
}

export function startList() {
  const box = one("[data-listing]");
  const form = one("#facets");
  const list = one("#list");
  if (!box || !list || !(form instanceof HTMLFormElement)) return;
  const find = /** @type {HTMLInputElement} */ (one("#fq"));
  if (box.dataset.question !== undefined) {
    handOver(form, find, box.dataset.question);
    const slugs = all(".entry", list).map(({ id }) => id.replace(PREFIX, ""));
    shown.list = async () => ({ slugs, words: `The ${papers(slugs.length)} of this page` });
    return;
  }
  new List(form, find, list).start();
}

/**
 * A list of several pages is filtered by the search, which knows all of them.
 * @param {HTMLFormElement} form @param {HTMLInputElement} find @param {string} question
 */
function handOver(form, find, question) {
  const go = () => {
    const asked = [find.value.trim(), question].filter(Boolean).join(" ");
    location.href = searchAddress(asked, facets.query(facets.chosen(form), "", "").replace("?", "&"));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  form.addEventListener("change", (event) => {
    if (event.target !== find) go();
  });
}

class List {
  /** @param {HTMLFormElement} form @param {HTMLInputElement} find @param {HTMLElement} list */
  constructor(form, find, list) {
    this.form = form;
    this.find = find;
    this.list = list;
    this.rows = all(".entry", list).map(rowOf);
    this.groups = all(".yg", list);
    this.sort = /** @type {HTMLSelectElement | null} */ (one("#sort"));
    this.usual = this.sort?.value ?? "";
  }

  start() {
    for (const own of all("[data-own]", this.form)) own.hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => this.changed());
    this.sort?.addEventListener("change", () => {
      this.order();
      this.changed();
    });
    addEventListener("popstate", () => this.restore());
    addEventListener(CHANGED, () => this.show());
    shown.list = async () => this.taken();
    this.restore();
  }

  restore() {
    const given = facets.fromAddress(this.form);
    this.find.value = given.get("q") ?? "";
    if (this.sort) {
      this.sort.value = given.get("sort") ?? this.usual;
      if (!this.sort.value) this.sort.value = this.usual;
      if (this.sort.value !== this.usual) this.order();
    }
    this.show();
  }

  changed() {
    this.show();
    const sort = this.sort && this.sort.value !== this.usual ? this.sort.value : "";
    const text = facets.query(facets.chosen(this.form), this.find.value.trim(), sort);
    history.replaceState(null, "", text || location.pathname);
  }

  /** The papers that are shown, in their order, for the menu that takes them away. */
  taken() {
    const slugs = all(".entry:not([hidden])", this.list).map(({ id }) => id.replace(PREFIX, ""));
    return { slugs, words: `These ${papers(slugs.length)}` };
  }

  order() {
    const sort = this.sort?.value ?? this.usual;
    this.list.classList.toggle("flat", sort !== this.usual);
    if (sort === this.usual) {
      for (const row of this.rows) row.home.append(row.element);
      return;
    }
    /** @type {Record<string, (a: Row, b: Row) => number>} */
    const by = {
      title: (a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
      named: (a, b) => b.named - a.named,
      listed: (a, b) => b.listed - a.listed,
      year: (a, b) => b.year - a.year,
    };
    const first = this.rows[0]?.home;
    for (const row of [...this.rows].sort(by[sort] ?? (() => 0))) first?.append(row.element);
  }

  show() {
    const values = facets.chosen(this.form);
    const words = fold(this.find.value).split(/\s+/).filter(Boolean);
    const kept = marks();
    const own = (/** @type {Row} */ row) => {
      const mark = kept[row.element.id.replace(PREFIX, "")] ?? {};
      return [mark.star?.on ? "star" : "", mark.read?.on ? "read" : "unread"];
    };
    const names = Object.keys(values);
    /** @type {Map<string, number>} */
    const counts = new Map();
    let shown = 0;
    for (const row of this.rows) {
      const has = { ...row.values, mine: own(row) };
      const found = words.every((word) => row.text.includes(word));
      const failed = names.filter(
        (name) => !values[name].some((v) => has[/** @type {keyof typeof has} */ (name)]?.includes(v)),
      );
      row.element.hidden = !found || failed.length > 0;
      if (!row.element.hidden) shown += 1;
      if (!found || failed.length > 1) continue;
      for (const [name, list] of Object.entries(has)) {
        if (failed.length && failed[0] !== name) continue;
        for (const v of list) counts.set(`${name} ${v}`, (counts.get(`${name} ${v}`) ?? 0) + 1);
      }
    }
    for (const group of this.groups) {
      group.hidden = !group.querySelector(".entry:not([hidden])");
    }
    facets.showCounts(this.form, (name, value) => counts.get(`${name} ${value}`) ?? 0);
    const total = this.rows.length;
    const heading = one("#count");
    const text = shown === total ? papers(total) : `${shown} of ${papers(total)}`;
    if (heading && heading.textContent !== text) heading.textContent = text;
    const none = one("#none");
    if (none) none.hidden = shown > 0 || total === 0;
    const asked = this.find.value.trim();
    /** @type {[string, () => void][]} */
    const more = asked ? [[`“${asked}”`, () => { this.find.value = ""; }]] : [];
    facets.showChips(this.form, more, () => this.changed());
  }
}
