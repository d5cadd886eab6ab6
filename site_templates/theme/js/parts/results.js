// @ts-check
// The search page: the same search as the dialog's, with facets; a state that can be shared.

import { addButtons } from "../entries.js";
import * as facets from "../facets.js";
import {
  authorsOf, cloth, learnCloths, likeness, marked, matchedIn, publishedOf, topicAddress,
} from "../hits.js";
import { marks } from "../marks.js";
import { shown } from "../parts.js";
import { search } from "../search/index.js";
import { fold } from "../search/words.js";
import { all, escape, one, paperAddress, papers, say } from "../site.js";
import { canRead, showAbstracts } from "../snippets.js";

const STEP = 20;
/** Counts follow when the reader rests. */
const REST_MS = 120;
/** One more than the menu takes, so that it can say so. */
const MOST_TAKEN = 1001;

/** @typedef {import("../search/index.js").Hit} Hit */

function startResults() {
  const form = one("#facets");
  const list = one("#list");
  const box = one("[data-bigsearch]");
  const sort = one("#sort");
  if (!one("[data-results]") || !list) return;
  if (!(form instanceof HTMLFormElement) || !(box instanceof HTMLInputElement)) return;
  if (!(sort instanceof HTMLSelectElement)) return;
  new Results(form, box, sort, list).start();
}

class Results {
  /**
   * @param {HTMLFormElement} form @param {HTMLInputElement} box
   * @param {HTMLSelectElement} sort @param {HTMLElement} list
   */
  constructor(form, box, sort, list) {
    this.form = form;
    this.box = box;
    this.sort = sort;
    this.list = list;
    this.limit = STEP;
    this.turn = 0;
  }

  start() {
    const again = (typing = false) => {
      this.limit = STEP;
      this.run(true, typing);
    };
    this.box.addEventListener("input", () => again(true));
    this.box.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      again();
    });
    for (const own of all("[data-own]", this.form)) own.hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => again());
    this.sort.addEventListener("change", () => again());
    one("#more")?.addEventListener("click", async () => {
      const before = this.list.children.length;
      this.limit += STEP;
      await this.run(false);
      this.list.children[before]?.querySelector("a")?.focus();
    });
    addEventListener("popstate", () => this.restore());
    this.restore();
  }

  restore() {
    const given = facets.fromAddress(this.form);
    this.box.value = given.get("q") ?? "";
    this.sort.value = given.get("sort") ?? "best";
    if (!this.sort.value) this.sort.value = "best";
    this.run(false);
  }

  /** @param {boolean} changed the address has to follow @param {boolean} [typing] */
  async run(changed, typing = false) {
    const turn = (this.turn += 1);
    const question = this.box.value.trim();
    const values = facets.chosen(this.form);
    const { mine = [], ...chosen } = values;
    const own = ownPapers(mine);
    const sort = this.sort.value;
    if (changed) {
      facets.remember(facets.query(values, question, sort === "best" ? "" : sort), typing);
    }
    /** @type {import("../search/index.js").Options} */
    const asked = { chosen, ...own, sort: question || sort !== "best" ? /** @type {any} */ (sort) : "year" };
    shown.list = async () => {
      const { hits, total } = await search(question, { ...asked, limit: MOST_TAKEN });
      return { slugs: hits.map(({ slug }) => slug), words: `The ${papers(total)} found` };
    };
    /** @type {import("../search/index.js").Answer} */
    let found;
    const stale = () => turn !== this.turn;
    try {
      await learnCloths();
      found = await search(question, { ...asked, limit: this.limit, stale });
    } catch {
      say("The search cannot be loaded. Please try again.");
      return;
    }
    if (turn !== this.turn) return;
    const filtered = question || Object.keys(values).length;
    const count = one("#count");
    if (count) count.textContent = filtered ? papers(found.total) : `All ${papers(found.total)}`;
    facets.showChips(this.form, [], () => this.run(true));
    const words = fold(question).split(/[^\p{L}\p{N}]+/u);
    const tops = one("#tops");
    if (tops) {
      tops.innerHTML = found.topics.slice(0, 4).map((topic) =>
        `<a class="${cloth(topic)}" href="${escape(topicAddress(topic.id))}">` +
        `<span class="spine"></span><span>${marked(topic.title, words)}</span><i>topic</i></a>`).join("");
    }
    const hint = one("#hint");
    if (hint) {
      hint.hidden = !found.widened;
      hint.textContent = "Few papers have all of these words, so others follow that come close.";
    }
    this.list.innerHTML = found.hits.map(entry).join("");
    showAbstracts(this.list, found.hits);
    addButtons(this.list);
    const none = one("#none");
    if (none) none.hidden = found.total > 0;
    const more = one("#more");
    if (more) {
      const left = found.total - found.hits.length;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(STEP, left)} more of ${found.total}`;
    }
    const name = document.title.split(" - ").at(-1) ?? "";
    document.title = `${question ? `${question} - ` : ""}Search - ${name}`;
    await new Promise((rested) => setTimeout(rested, changed ? REST_MS : 0));
    if (turn !== this.turn) return;
    // Counts need every paper's labels, so the answer does not wait for them.
    const { counts } = await search(question, { limit: 0, chosen, counts: true, ...own });
    if (turn !== this.turn) return;
    facets.showCounts(this.form, (name, value) =>
      name === "mine" ? countOwn(value) : (counts[name]?.[value] ?? 0));
  }
}

/** @param {string} value */
function countOwn(value) {
  const kept = Object.values(marks());
  return value === "star" ? kept.filter((mark) => mark.star?.on).length : null;
}

/**
 * What the choice among the reader's own marks leaves over: "star", "unread" or either.
 * @param {string[]} mine
 * @returns {{only?: string[], except?: string[]}}
 */
function ownPapers(mine) {
  const kept = Object.entries(marks());
  const slugs = (/** @type {(mark: any) => boolean} */ test) =>
    kept.filter(([, mark]) => test(mark)).map(([slug]) => slug);
  if (!mine.length) return {};
  if (!mine.includes("star")) return { except: slugs((mark) => mark.read?.on) };
  if (mine.length === 1) return { only: slugs((mark) => mark.star?.on) };
  return { except: slugs((mark) => mark.read?.on && !mark.star?.on) };
}

/** @param {Hit} hit */
function entry(hit) {
  const by = authorsOf(hit);
  const published = publishedOf(hit);
  const topics = hit.topics
    .map((topic) => `<a href="${escape(topicAddress(topic.id))}">${escape(topic.title)}</a>`)
    .join(", ");
  const why = [`<span class="spine"></span>${topics}`, canRead ? "" : matchedIn(hit, [hit.title, by, published]), likeness(hit)]
    .filter(Boolean)
    .map((part) => `<span>${part}</span>`)
    .join("");
  return (
    `<li class="entry ${cloth(hit.topics[0])}" id="p-${escape(hit.slug)}">` +
    `<h3 class="e-title"><a href="${escape(paperAddress(hit.slug))}">${marked(hit.title, hit.words)}</a></h3>` +
    (hit.status ? `<p class="e-status">${escape(hit.status)}</p>` : "") +
    `<p class="e-meta">${by ? `<span class="e-by">${marked(by, hit.words)}</span>` : ""}` +
    `${published ? `<b>${marked(published, hit.words)}</b>` : ""}</p>` +
    (canRead ? '<p class="e-abs"></p>' : "") +
    `<p class="e-why">${why}</p></li>`
  );
}

startResults();
