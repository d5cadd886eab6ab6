// @ts-check
// Filters and sort of lists. The state is the address; the counts of a facet answer to the
// other facets. A list of several pages is brought together when something is first asked of it;
// where that cannot be, the search answers instead.

import { addButtons } from "../entries.js";
import * as facets from "../facets.js";
import { CHANGED, marks } from "../marks.js";
import { part, shown } from "../parts.js";
import { fold } from "../search/words.js";
import { all, one, papers, say } from "../site.js";

/**
 * @typedef {object} Row an entry and what is asked of it
 * @property {HTMLElement} element
 * @property {HTMLElement} home the list that it stood in
 * @property {string} slug
 * @property {boolean} here whether it is of this page, not of another page of the list
 * @property {boolean} hidden
 * @property {string} text
 * @property {string} title
 * @property {Record<string, string[]>} values by facet; each begins with the facet's name
 * @property {number} named
 * @property {number} listed
 * @property {number} year
 */

const PREFIX = /^p-/;
/** Values of a paper with no mark, read, starred, both. */
const OWN = [["mine unread"], ["mine read"], ["mine unread", "mine star"], ["mine read", "mine star"]];
const CUT_OFF = "The other pages cannot be loaded.";

/** @param {HTMLElement} element @param {boolean} here @returns {Row} */
function rowOf(element, here) {
  const data = element.dataset;
  const list = (/** @type {string} */ facet, /** @type {string | undefined} */ text) =>
    text ? text.split(" ").map((value) => `${facet} ${value}`) : [];
  return {
    element,
    home: /** @type {HTMLElement} */ (element.parentElement),
    slug: element.id.replace(PREFIX, ""),
    here,
    hidden: element.hidden,
    text: fold(element.textContent ?? ""),
    title: fold(one(".e-title", element)?.textContent ?? ""),
    values: {
      year: [`year ${data.y ?? "none"}`],
      venue: data.v ? [`venue ${data.v}`] : [],
      topic: list("topic", data.t),
      tag: list("tag", data.g),
      has: data.c ? ["has code"] : [],
    },
    named: Number(data.m ?? 0),
    listed: Number(data.l ?? 0),
    year: Number(data.y) || 0,
  };
}

function startList() {
  const box = one("[data-listing]");
  const form = one("#facets");
  const list = one("#list");
  if (box && list && form instanceof HTMLFormElement) new List(box, form, list).start();
}

export class List {
  /** @param {HTMLElement} box @param {HTMLFormElement} form @param {HTMLElement} list */
  constructor(box, form, list) {
    this.box = box;
    this.form = form;
    this.list = list;
    this.find = /** @type {HTMLInputElement} */ (one("#fq"));
    this.rows = all(".entry", list).map((element) => rowOf(element, true));
    this.groups = all(".yg", list);
    this.sort = /** @type {HTMLSelectElement | null} */ (one("#sort"));
    this.usual = this.sort?.value ?? "";
    this.sorted = this.usual;
    this.total = Number(box.dataset.papers ?? this.rows.length);
    /** Whether the entries of all pages are here. */
    this.whole = this.rows.length === this.total;
    /** Whether they cannot be brought here. */
    this.cut = !this.whole && (!box.dataset.second || location.protocol === "file:");
    /** @type {Promise<void> | null} */
    this.loading = null;
  }

  start() {
    for (const own of all("[data-own]", this.form)) own.hidden = false;
    const sorts = this.sort?.closest("label");
    if (this.cut && sorts) sorts.hidden = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.cut) this.changed();
    });
    this.form.addEventListener("input", ({ target }) => {
      if (!this.cut || target !== this.find) this.changed(target === this.find);
    });
    this.sort?.addEventListener("change", () => this.changed());
    addEventListener("popstate", () => this.restore());
    // The heights of entries out of sight are guessed until they are near.
    addEventListener("hashchange", () => setTimeout(() => one(":target")?.scrollIntoView(), 50));
    addEventListener(CHANGED, () => this.show());
    shown.list = async () => this.taken();
    this.restore();
  }

  async restore() {
    this.readAddress();
    if (await this.ready()) this.show();
    else this.elsewhere((address) => location.replace(address));
  }

  readAddress() {
    const given = facets.fromAddress(this.form);
    this.find.value = given.get("q") ?? "";
    if (this.sort) {
      this.sort.value = given.get("sort") ?? this.usual;
      if (!this.sort.value) this.sort.value = this.usual;
    }
  }

  /** @param {boolean} [typing] the question may not be finished */
  async changed(typing = false) {
    if (!(await this.ready())) {
      if (typing) say(`${CUT_OFF} Press Enter to search.`);
      else this.elsewhere((address) => location.assign(address));
      return;
    }
    this.show();
    const sort = this.order === this.usual ? "" : this.order;
    facets.remember(facets.query(facets.chosen(this.form), this.find.value.trim(), sort), typing);
  }

  get order() {
    return this.sort?.value ?? this.usual;
  }

  get asked() {
    const sorted = this.order !== this.usual;
    return sorted || Boolean(this.find.value.trim()) || facets.boxes(this.form).some((box) => box.checked);
  }

  /** Whether what is asked can be answered here; brings the other pages for it. */
  async ready() {
    if (this.whole || !this.asked) return true;
    if (this.cut) return false;
    this.loading ??= this.bring();
    this.count();
    try {
      await this.loading;
    } catch {
      this.cut = true;
      this.loading = null;
      this.count();
    }
    return this.whole;
  }

  async bring() {
    const here = new Set(this.rows.map((row) => row.element));
    this.groups = await (await part("gather")).allPages(this.box, this.groups);
    this.list.replaceChildren(...this.groups);
    addButtons(this.list);
    this.rows = all(".entry", this.list).map((element) => rowOf(element, here.has(element)));
    this.whole = true;
    this.loading = null;
  }

  /** What cannot be asked here is put to the search. @param {(address: string) => void} leave */
  elsewhere(leave) {
    part("gather").then((gather) => gather.elsewhere(this, leave)).catch(() => say(CUT_OFF));
  }

  /** The papers that are shown, in their order, for the menu that takes them away. */
  taken() {
    const slugs = all(".entry:not([hidden])", this.list).map(({ id }) => id.replace(PREFIX, ""));
    const count = papers(slugs.length);
    const some = slugs.length < this.total && !(this.whole && this.asked);
    return { slugs, words: some ? `The ${count} of this page` : `These ${count}` };
  }

  arrange() {
    if (this.sorted === this.order) return;
    this.sorted = this.order;
    this.list.classList.toggle("flat", this.sorted !== this.usual);
    if (this.sorted === this.usual) {
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
    const inOrder = [...this.rows].sort(by[this.sorted] ?? (() => 0));
    this.rows[0]?.home.append(...inOrder.map((row) => row.element));
  }

  /** Says how many papers there are, and pass. */
  count(passed = this.total) {
    const heading = one("#count");
    const all = papers(this.total);
    const text = passed === this.total ? all : `${passed} of ${all}`;
    const said = this.loading ? `Loading all ${all} …` : text;
    if (heading && heading.textContent !== said) heading.textContent = said;
  }

  show() {
    if (!this.whole) {
      return;
    }
    this.arrange();
    const chosen = Object.entries(facets.chosen(this.form)).map(
      ([name, list]) => /** @type {const} */ ([name, list.map((value) => `${name} ${value}`)]),
    );
    const words = fold(this.find.value).split(/\s+/).filter(Boolean);
    const kept = marks();
    const { asked } = this;
    /** @type {Map<string, number>} */
    const counts = new Map();
    let passed = 0;
    const held = document.activeElement?.closest(".entry");
    for (const row of this.rows) {
      const { text, values } = row;
      const mark = kept[row.slug];
      values.mine = OWN[(mark?.star?.on ? 2 : 0) + (mark?.read?.on ? 1 : 0)];
      const found = words.every((word) => text.includes(word));
      let failed = "";
      let failures = 0;
      for (const [name, wanted] of chosen) {
        if (values[name]?.some((value) => wanted.includes(value))) continue;
        failed = name;
        failures += 1;
      }
      const passes = found && !failures;
      // With nothing asked, the page shows what it shows without a script.
      const hidden = !passes || !(asked || row.here);
      if (row.hidden !== hidden) row.element.hidden = row.hidden = hidden;
      if (passes) passed += 1;
      if (!found || failures > 1) continue;
      for (const name in values) {
        if (failures && failed !== name) continue;
        for (const value of values[name]) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    for (const group of this.groups) {
      group.hidden = !group.querySelector(".entry:not([hidden])");
    }
    // The focus goes on to the next entry, or a mark that takes one away would lose it.
    if (held instanceof HTMLElement && held.hidden) {
      const rest = this.rows.filter((row) => !row.hidden);
      const next = rest.find((row) => held.compareDocumentPosition(row.element) & 4) ?? rest.at(-1);
      if (next) one(".e-title a", next.element)?.focus();
    }
    for (const ofPage of all(".pager, h1 small")) ofPage.hidden = asked;
    facets.showCounts(this.form, (name, value) => counts.get(`${name} ${value}`) ?? 0);
    this.count(passed);
    const none = one("#none");
    if (none) none.hidden = passed > 0 || this.total === 0;
    const question = this.find.value.trim();
    /** @type {[string, () => void][]} */
    const more = question ? [[`“${question}”`, () => { this.find.value = ""; }]] : [];
    facets.showChips(this.form, more, () => this.changed());
  }
}

startList();
