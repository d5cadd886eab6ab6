// @ts-check
// BM25F over the shards: which papers answer a question, and how well.

import { forEachPosting, places, shardsOf, terms } from "./shards.js";
import { distance, variants } from "./words.js";

/** @typedef {import("./shards.js").Main} Main */
/** @typedef {import("./shards.js").Term} Term */

/**
 * One way of reading a word of the question.
 * @typedef {object} Reading
 * @property {Term} term
 * @property {number} weight 0 to 1
 * @property {number} shard
 * @property {"exact" | "beginning" | "spelling" | "meaning"} by
 */

/** Beginnings are followed over this many shards at the most. */
const WIDEST_BEGINNING = 3;
const MOST_READINGS = 40;

/**
 * @param {Main} index
 * @param {string} term
 * @returns {Promise<{term: Term, shard: number} | null>}
 */
export async function find(index, term) {
  const shard = shardsOf(index, term).first;
  const found = (await terms(index, shard)).get(term);
  return found ? { term: found, shard } : null;
}

/**
 * @param {Main} index
 * @param {string} beginning
 * @param {number} widest shards
 */
async function beginningWith(index, beginning, widest) {
  const { first, last } = shardsOf(index, beginning);
  /** @type {{term: Term, shard: number}[]} */
  const found = [];
  if (last - first >= widest) return found;
  for (let shard = first; shard <= last; shard += 1) {
    for (const term of (await terms(index, shard)).values()) {
      if (term.term.startsWith(beginning)) found.push({ term, shard });
    }
  }
  return found;
}

/**
 * All readings of one word: itself, singular and plural, what it begins, and, where nothing is
 * found, words spelt nearly the same.
 * @param {Main} index
 * @param {string} word
 * @param {boolean} open the word may go on
 * @returns {Promise<Reading[]>}
 */
export async function read(index, word, open) {
  /** @type {Map<string, Reading>} */
  const readings = new Map();
  for (const form of [...variants(word), `@${word}`]) {
    const found = await find(index, form);
    const weight = form.endsWith(word) ? 1 : 0.9;
    if (found) readings.set(form, { ...found, weight, by: "exact" });
  }
  if (open && (word.length > 2 || readings.size === 0)) {
    const found = [
      ...(await beginningWith(index, word, WIDEST_BEGINNING)),
      ...(await beginningWith(index, `@${word}`, WIDEST_BEGINNING)),
    ];
    found.sort((a, b) => b.term.count - a.term.count || (a.term.term < b.term.term ? -1 : 1));
    for (const { term, shard } of found.slice(0, MOST_READINGS)) {
      const weight = (0.8 * word.length) / term.term.length;
      if (!readings.has(term.term)) {
        readings.set(term.term, { term, shard, weight, by: "beginning" });
      }
    }
  }
  if (readings.size === 0 && word.length > 3) {
    const most = word.length > 7 ? 2 : 1;
    for (const { term, shard } of await beginningWith(index, word.slice(0, 2), 12)) {
      const far = distance(word, term.term, most);
      if (far <= most) readings.set(term.term, { term, shard, weight: 0.7 / far, by: "spelling" });
    }
  }
  return [...readings.values()];
}

/**
 * How rare a word is: the inverse document frequency of its most frequent exact reading.
 * @param {Main} index
 * @param {Reading[]} readings
 */
export function rarity(index, readings) {
  const exact = readings.filter((reading) => reading.by === "exact");
  const count = Math.max(0, ...(exact.length ? exact : readings).map((r) => r.term.count));
  return Math.log(1 + (index.papers - count + 0.5) / (count + 0.5));
}

/**
 * @typedef {object} Ranked
 * @property {Float32Array} scores by paper
 * @property {Float32Array} cover share of the question that a paper answers, 0 to 1, by paper
 */

/**
 * Scores all papers.
 * @param {Main} index
 * @param {Reading[][]} words readings of each word of the question
 * @returns {Ranked}
 */
export function rank(index, words) {
  const scores = new Float32Array(index.papers);
  const cover = new Float32Array(index.papers);
  const all = words.map((readings) => rarity(index, readings));
  const sum = all.reduce((a, b) => a + b, 0) || 1;
  words.forEach((readings, i) => {
    const best = new Float32Array(index.papers);
    const covered = new Float32Array(index.papers);
    for (const { term, weight, by } of readings) {
      forEachPosting(term.postings, (paper, here) => {
        best[paper] = Math.max(best[paper], weight * here);
        covered[paper] = Math.max(covered[paper], by === "meaning" ? 0.3 : 1);
      });
    }
    for (let paper = 0; paper < best.length; paper += 1) {
      scores[paper] += all[i] * best[paper];
      cover[paper] += (all[i] / sum) * covered[paper];
    }
  });
  for (let paper = 0; paper < scores.length; paper += 1) scores[paper] *= cover[paper] ** 2;
  return { scores, cover };
}

/**
 * The words that are not written in the question but mean nearly the same.
 * @param {Main} index
 * @param {Reading[]} readings
 * @returns {Promise<Reading[]>}
 */
export async function likeMeaning(index, readings) {
  const found = [];
  for (const { term, by } of readings) {
    if (by !== "exact") continue;
    for (const [word, weight] of term.near) {
      const other = await find(index, word);
      if (other) {
        found.push({ ...other, weight: 0.4 * weight, by: /** @type {const} */ ("meaning") });
      }
    }
  }
  return found;
}

/**
 * The papers in which the words follow each other; words not in the index match anything.
 * @param {Main} index
 * @param {string[]} phrase
 * @returns {Promise<Set<number>>}
 */
export async function withPhrase(index, phrase) {
  /** @type {Map<number, Set<number>> | null} */
  let starts = null;
  for (const [offset, word] of phrase.entries()) {
    const found = await find(index, word);
    if (!found) {
      if (index.stop.includes(word)) continue;
      return new Set();
    }
    const here = await places(index, found.shard, found.term);
    /** @type {Map<number, Set<number>>} */
    const kept = new Map();
    const skips = index.stop.includes(word);
    for (const [paper, list] of starts && skips ? [] : here) {
      const fits = list.map((p) => p - offset).filter((p) => !starts || starts.get(paper)?.has(p));
      if (fits.length) kept.set(paper, new Set(fits));
    }
    if (!(starts && skips)) starts = kept;
  }
  return new Set(starts?.keys());
}

/**
 * The papers that have a term, as a set.
 * @param {Main} index
 * @param {string} term
 */
export async function having(index, term) {
  const found = await find(index, term);
  const papers = new Set();
  if (found) forEachPosting(found.term.postings, (paper) => papers.add(paper));
  return papers;
}
