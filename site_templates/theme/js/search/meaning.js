// @ts-check
// Widens a question: short forms, a curator's synonyms, and words that the list uses together.

import { find } from "./rank.js";
import { load } from "./shards.js";
import { stem, variants, words } from "./words.js";

/** @typedef {import("./shards.js").Main} Main */
/** @typedef {import("./rank.js").Reading} Reading */
/** @typedef {import("./rank.js").Found} Found */

const SAME = 0.75;
const NEAR = 0.8;
const LABEL = 0.3;
const MOST_LABELS = 4;
const MOST_NEAR = 12;
const MOST_FORMS = 24;
/** Of an index of more shards than this, a third of them is fetched. */
const SMALL = 60;

/**
 * @typedef {object} Form one way of saying something
 * @property {string[]} words
 * @property {string} roots with a space around each
 */

/**
 * @typedef {object} Known
 * @property {Form[][]} same
 * @property {{term: string, title: string, roots: Set<string>}[]} labels
 */

/**
 * What means the same, taken apart once.
 * @param {Main} index
 * @returns {Promise<Known>}
 */
export async function known(index) {
  const made = await load("meanings", index.version);
  made.known ??= {
    same: made.same.map((/** @type {string[]} */ group) => group.map(formOf)),
    labels: made.labels.map((/** @type {string[]} */ [term, title, text]) =>
      ({ term, title, roots: new Set(text.split(" ").map(stem)) })),
  };
  return made.known;
}

/** @param {string[]} parts */
const rootsOf = (parts) => ` ${parts.map(stem).join(" ")} `;

/** @param {string} text @returns {Form} */
function formOf(text) {
  const parts = words(text);
  return { words: parts, roots: rootsOf(parts) };
}

/**
 * Readings by what a curator, or an abstract, says is the same, for each word of the question.
 * @param {Main} index
 * @param {string[]} asked
 * @param {string[]} spoken all words of the question, in order
 * @returns {Promise<Reading[][]>}
 */
export async function sayings(index, asked, spoken) {
  const { same: groups, labels: said } = await known(index);
  const roots = asked.map(stem);
  const [same, label] = await Promise.all([
    synonyms(index, groups, roots, spoken),
    labels(index, said, roots),
  ]);
  return asked.map((_, i) => [...same[i], ...label[i]]);
}

/** @param {Main} index @param {number} most */
const atMost = (index, most) => (index.shards.length > SMALL ? most / 3 : most);

/**
 * Topics and tags of which a word is said, if it is said of few.
 * @param {Main} index
 * @param {Known["labels"]} known
 * @param {string[]} roots of the words
 */
async function labels(index, known, roots) {
  return Promise.all(roots.map(async (root) => {
    const said = known.filter((label) => label.roots.has(root));
    if (said.length > MOST_LABELS) return [];
    /** @type {Reading[]} */
    const own = [];
    const weight = LABEL / Math.sqrt(said.length);
    const terms = await Promise.all(said.map(({ term }) => find(index, term)));
    for (const [i, found] of terms.entries()) {
      if (!found) continue;
      const { papers, weights } = found;
      own.push({ found: { term: said[i].title, papers, weights }, weight, by: "meaning", label: true });
    }
    return own;
  }));
}

/**
 * @param {Main} index
 * @param {Form[][]} groups
 * @param {string[]} asked roots of the words
 * @param {string[]} spoken
 */
async function synonyms(index, groups, asked, spoken) {
  const roots = rootsOf(spoken);
  /** @type {{form: string[], own: string}[]} */
  const others = [];
  for (const group of groups) {
    const said = group.filter((form) => roots.includes(form.roots));
    const own = said.map((form) => form.roots).join("");
    for (const form of own ? group : []) if (!said.includes(form)) others.push({ form: form.words, own });
  }
  const kept = others.slice(0, atMost(index, MOST_FORMS));
  const found = await Promise.all(kept.map(({ form }) => together(index, form)));
  return asked.map((root) => {
    /** @type {Reading[]} */
    const readings = [];
    found.forEach((like, i) => {
      if (like && kept[i].own.includes(` ${root} `)) readings.push({ found: like, weight: SAME, by: "meaning" });
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
export async function neighbours(index, readings) {
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

