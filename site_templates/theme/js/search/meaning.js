// @ts-check
// Widens a question: short forms, a curator's synonyms, and words that the list uses together.

import { find } from "./rank.js";
import { load } from "./shards.js";
import { stem, variants, words } from "./words.js";

/** @typedef {import("./shards.js").Main} Main */
/** @typedef {import("./rank.js").Reading} Reading */
/** @typedef {import("./rank.js").Found} Found */

const SAME = 0.75;
const NEAR = 0.3;
const LABEL = 0.3;
const MOST_LABELS = 4;
const MOST_NEAR = 12;
const MOST_FORMS = 12;
/** Of an index of more shards than this, a third of them is fetched. */
const SMALL = 60;

/**
 * Readings by other words, for each word of the question.
 * @param {Main} index
 * @param {string[]} asked
 * @param {Reading[][]} readings
 * @param {string[]} spoken all words of the question, in order
 * @returns {Promise<Reading[][]>}
 */
export async function meanings(index, asked, readings, spoken) {
  /** @type {{same: string[][], labels: [string, string, string][]}} */
  const known = await load("meanings", index.version);
  const [same, label, near] = await Promise.all([
    synonyms(index, known.same, asked, spoken),
    labels(index, known.labels, asked),
    neighbours(index, readings),
  ]);
  return asked.map((_, i) => [...same[i], ...label[i], ...near[i]]);
}

/** @param {Main} index @param {number} most */
const atMost = (index, most) => (index.shards.length > SMALL ? most / 3 : most);

/**
 * Topics and tags of which a word is said, if it is said of few.
 * @param {Main} index
 * @param {[string, string, string][]} known term, title, words
 * @param {string[]} asked
 */
async function labels(index, known, asked) {
  const roots = known.map(([, , text]) => new Set(text.split(" ").map(stem)));
  return Promise.all(asked.map(async (word) => {
    const said = known.filter((_, i) => roots[i].has(stem(word)));
    if (said.length > MOST_LABELS) return [];
    /** @type {Reading[]} */
    const own = [];
    const terms = await Promise.all(said.map(([term]) => find(index, term)));
    for (const [i, found] of terms.entries()) {
      const title = said[i][1];
      const weight = LABEL / Math.sqrt(said.length);
      if (found) {
        const { papers, weights } = found;
        own.push({ found: { term: title, papers, weights }, weight, by: "meaning", label: true });
      }
    }
    return own;
  }));
}

/**
 * @param {Main} index
 * @param {string[][]} groups
 * @param {string[]} asked
 * @param {string[]} spoken
 */
async function synonyms(index, groups, asked, spoken) {
  const roots = ` ${spoken.map(stem).join(" ")} `;
  /** @type {{form: string[], own: Set<string>}[]} */
  const others = [];
  for (const group of groups) {
    const all = group.map(words);
    const said = all.filter((form) => roots.includes(` ${form.map(stem).join(" ")} `));
    const own = new Set(said.flat().map(stem));
    if (said.length) {
      for (const form of all) if (!said.includes(form)) others.push({ form, own });
    }
  }
  const kept = others.slice(0, atMost(index, MOST_FORMS));
  const found = await Promise.all(kept.map(({ form }) => together(index, form)));
  return asked.map((word) => {
    /** @type {Reading[]} */
    const readings = [];
    found.forEach((like, i) => {
      if (like && kept[i].own.has(stem(word))) {
        readings.push({ found: like, weight: SAME, by: "meaning" });
      }
    });
    return readings;
  });
}

/**
 * The papers that have all words of a form, as if it were one term.
 * @param {Main} index
 * @param {string[]} form
 * @returns {Promise<Found | null>}
 */
async function together(index, form) {
  const content = form.filter((word) => !index.stop.includes(word));
  const terms = await Promise.all(content.map((word) =>
    Promise.all(variants(word).map((variant) => find(index, variant)))));
  /** @type {Map<number, number> | null} */
  let papers = null;
  for (const found of terms) {
    /** @type {Map<number, number>} */
    const kept = new Map();
    for (const term of found) {
      term?.papers.forEach((paper, i) => {
        const before = papers ? papers.get(paper) : 1;
        if (before === undefined) return;
        const weight = Math.min(before, term.weights[i]);
        kept.set(paper, Math.max(weight, kept.get(paper) ?? 0));
      });
    }
    papers = kept;
  }
  if (!papers?.size) return null;
  const sorted = [...papers].sort(([a], [b]) => a - b);
  return {
    term: form.join(" "),
    papers: sorted.map(([paper]) => paper),
    weights: sorted.map(([, weight]) => weight),
  };
}

/**
 * What stands together with the words in the papers of the list; of all, the strongest.
 * @param {Main} index
 * @param {Reading[][]} readings
 */
async function neighbours(index, readings) {
  /** @type {Map<string, number>} */
  const strength = new Map();
  const lists = readings.map((own) => {
    /** @type {Map<string, number>} */
    const near = new Map();
    for (const { found, by, weight } of own) {
      if (by !== "exact" && by !== "family") continue;
      for (const [word, close] of /** @type {any} */ (found).near ?? []) {
        near.set(word, Math.max(weight * close, near.get(word) ?? 0));
      }
    }
    for (const [word, close] of near) strength.set(word, (strength.get(word) ?? 0) + close);
    return near;
  });
  const kept = [...strength]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, atMost(index, MOST_NEAR));
  const found = new Map(await Promise.all(
    kept.map(async ([word]) => /** @type {const} */ ([word, await find(index, word)]))));
  return lists.map((near) => {
    /** @type {Reading[]} */
    const own = [];
    for (const [word, close] of near) {
      const term = found.get(word);
      if (term) own.push({ found: term, weight: NEAR * close, by: "meaning" });
    }
    return own;
  });
}

