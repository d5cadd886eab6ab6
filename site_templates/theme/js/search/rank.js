// @ts-check
// BM25F over the shards: how a word of the question is read, and which papers answer it how well.

import { endingWith, load, places, shardsOf, terms } from "./shards.js";
import { distance, stem, variants } from "./words.js";

/** @typedef {import("./shards.js").Main} Main */
/** @typedef {import("./shards.js").Term} Term */
/** @typedef {{term: string, papers: number[], weights: number[]}} Found a term or what is like one */

/**
 * One way of reading a word of the question.
 * @typedef {object} Reading
 * @property {Found} found
 * @property {number} weight 0 to 1
 * @property {"exact" | "beginning" | "spelling" | "family" | "meaning"} by
 * @property {boolean} [label] the term is the name of a topic or tag
 */

/** Beginnings are followed over this many shards at the most. */
const WIDEST = 3;
/** A finished word has so many letters; that of fewer may well go on. */
const SHORT = 4;
/** A shorter word that is in no paper is another word rather than a misspelt one; of this length,
 * one with another first letter is. */
const LEAST_SPELT = 5;
const MOST_SPELLINGS = 6;
/** A word of fewer papers may be a slip of the pen. */
const RARE = 3;

/** Of a long phrase so many words are looked for, the longest. */
const MOST_IN_PHRASE = 6;

/** A word in so many papers more than the one that was typed is what was meant. */
const MEANT = 20;

/**
 * @param {Main} index
 * @param {string} term
 * @returns {Promise<Term | undefined>}
 */
export const find = async (index, term) =>
  (await terms(index, shardsOf(index.shards, term).first)).get(term);

/**
 * The terms that begin so; null if they fill too many shards.
 * @param {Main} index
 * @param {string} beginning
 * @returns {Promise<Term[] | null>}
 */
async function beginningWith(index, beginning) {
  const { first, last } = shardsOf(index.shards, beginning);
  if (last - first >= WIDEST) return null;
  const shards = [];
  for (let shard = first; shard <= last; shard += 1) shards.push(terms(index, shard));
  return (await Promise.all(shards)).flatMap((shard) => shard.beginningWith(beginning));
}

/**
 * The terms that an unfinished word may become; of very many, the most frequent, and beside other
 * words none.
 * @param {Main} index
 * @param {string} beginning
 * @param {boolean} alone
 */
async function completions(index, beginning, alone) {
  const all = await beginningWith(index, beginning);
  if (all || !alone) return { found: all ?? [], some: !all };
  const starts = await load("starts", index.version);
  /** @type {string[]} */
  const frequent = (starts[beginning] ?? "").split(" ").filter(Boolean);
  const found = await Promise.all(frequent.map((term) => find(index, term)));
  return { found: found.filter((term) => term !== undefined), some: true };
}

/**
 * All readings of one word: itself, singular and plural, the author of that name, what it begins;
 * where nothing is found, words spelt nearly the same.
 * @param {Main} index
 * @param {string} word
 * @param {"" | "open" | "alone"} open whether the word may go on, and is the only one
 * @param {string[]} joined the word joined with its neighbours
 * @returns {Promise<Reading[] & {partial?: boolean}>} partial: a short word, not all that it may
 *   become
 */
export async function read(index, word, open, joined = []) {
  const forms = [...variants(word), `${word}@`, ...joined];
  const [exact, begun] = await Promise.all([
    Promise.all(forms.map((form) => find(index, form))),
    open ? completions(index, word, open === "alone") : { found: [], some: false },
  ]);
  /** @type {Reading[]} */
  const readings = [];
  for (const found of exact) {
    const weight = found && found.term.replace("@", "") === word ? 1 : 0.9;
    if (found) readings.push({ found, weight, by: "exact" });
  }
  for (const found of begun.found) {
    const weight = (0.8 * word.length) / found.term.length;
    readings.push({ found, weight, by: "beginning" });
  }
  const partial = begun.some && (word.length < SHORT || !readings.length);
  if (!readings.length && !partial) return spelledLike(index, word, 0);
  return Object.assign(readings, { partial });
}

/**
 * The words that a misspelt one may be, the most frequent of the closest. They share three letters
 * at the beginning or the end.
 * @param {Main} index
 * @param {string} word
 * @param {number} least papers that have it
 * @returns {Promise<Reading[]>}
 */
async function spelledLike(index, word, least) {
  if (word.length < LEAST_SPELT || /\d/.test(word)) return [];
  const most = word.length > 7 ? 2 : 1;
  /** @type {Map<string, number>} */
  const far = new Map();
  const near = (/** @type {string} */ term) => {
    if (term.endsWith("@") || far.has(term)) return;
    if (word.length === LEAST_SPELT && word[0] !== term[0]) return;
    const steps = distance(word, term, most);
    if (steps && steps <= most) far.set(term, steps);
  };
  const [begun, ended] = await Promise.all([
    closestBeginning(index, word),
    endingWith(index, word.slice(-3)),
  ]);
  begun.forEach(({ term }) => near(term));
  ended.forEach(near);
  const closest = Math.min(...far.values());
  const kept = [...far].filter(([, steps]) => steps === closest).map(([term]) => term);
  const found = await Promise.all(kept.map((term) => find(index, term)));
  return found
    .filter((term) => term !== undefined)
    .filter(({ papers }) => papers.length >= least)
    .sort((a, b) => b.papers.length - a.papers.length || (a.term < b.term ? -1 : 1))
    .slice(0, MOST_SPELLINGS)
    .map((found) => ({ found, weight: 0.7 / closest, by: "spelling" }));
}

/**
 * The terms that share with a word three letters at the beginning, or so many more that they are
 * not too many.
 * @param {Main} index
 * @param {string} word
 * @returns {Promise<Term[]>}
 */
async function closestBeginning(index, word) {
  for (let length = 3; length <= word.length; length += 1) {
    const found = await beginningWith(index, word.slice(0, length));
    if (found) return found;
  }
  return [];
}

/**
 * Readings by other words of its family, and by itself.
 * @param {Main} index
 * @param {string} word
 * @returns {Promise<Reading[]>}
 */
export async function family(index, word) {
  const root = stem(word);
  const like = root.length > 3 ? ((await beginningWith(index, root)) ?? []) : [];
  return like
    .filter(({ term }) => stem(term) === root)
    .map((found) => ({ found, weight: 0.7, by: "family" }));
}

/**
 * For a rare word, frequent ones that are spelt alike.
 * @param {Main} index
 * @param {string} word
 * @param {Reading[]} readings
 * @returns {Promise<Reading[]>}
 */
export async function meant(index, word, readings) {
  const count = Math.max(0, ...readings.map(({ found }) => found.papers.length));
  return count && count <= RARE ? spelledLike(index, word, MEANT * count) : [];
}

/**
 * How rare a word is: the inverse document frequency of its most frequent reading by itself.
 * @param {Main} index
 * @param {Reading[]} readings
 */
export function rarity(index, readings) {
  const own = readings.filter(({ by }) => by === "exact");
  const like = own.length ? own : readings;
  const count = Math.max(0, ...like.map(({ found }) => found.papers.length));
  return Math.log(1 + (index.papers - count + 0.5) / (count + 0.5)) ** RARITY_POWER;
}

/**
 * @typedef {object} Ranked
 * @property {number[]} papers that have a word, or something like one
 * @property {Float32Array} scores by paper
 * @property {Float32Array} cover share of the question that a paper answers, 0 to 1, by paper
 */

/** What a reading covers of the word that was asked. */
const COVERS = { exact: 1, beginning: 1, spelling: 1, family: 0.8, meaning: 0.5 };
/** A sentence is carried by several words, not by its rarest one. */
const RARITY_POWER = 0.65;
/** What a word counts that a paper need not have. */
const OPTIONAL = 0.5;
const COVER_POWER = 0.7;

/**
 * Scores all papers.
 * @param {Main} index
 * @param {Reading[][]} words readings of each word of the question
 * @param {Set<number>} optional words that a paper need not have
 * @returns {Ranked}
 */
export function rank(index, words, optional) {
  const scores = new Float32Array(index.papers);
  const cover = new Float32Array(index.papers);
  const rarities = words.map((readings) => rarity(index, readings));
  const sum = rarities.reduce((a, b, i) => a + (optional.has(i) ? 0 : b), 0) || 1;
  const best = new Float32Array(index.papers);
  const covered = new Float32Array(index.papers);
  const all = [];
  for (const [i, readings] of words.entries()) {
    const here = [];
    for (const { found, weight, by } of readings) {
      const { papers, weights } = found;
      const covers = COVERS[by];
      for (let k = 0; k < papers.length; k += 1) {
        const paper = papers[k];
        if (!best[paper]) here.push(paper);
        const score = weight * weights[k];
        if (score > best[paper]) best[paper] = score;
        if (covers > covered[paper]) covered[paper] = covers;
      }
    }
    const needed = !optional.has(i);
    for (const paper of here) {
      if (!scores[paper]) all.push(paper);
      scores[paper] += rarities[i] * best[paper] * (needed ? 1 : OPTIONAL);
      if (needed) cover[paper] += (rarities[i] / sum) * covered[paper];
      best[paper] = covered[paper] = 0;
    }
  }
  for (const paper of all) scores[paper] *= cover[paper] ** COVER_POWER;
  return { papers: all, scores, cover };
}

/**
 * The papers in which the words follow each other; words not in the index match anything.
 * @param {Main} index
 * @param {string[]} phrase
 * @returns {Promise<Set<number>>}
 */
export async function withPhrase(index, phrase) {
  const telling = [...phrase.entries()].filter(([, word]) => !index.stop.includes(word));
  const longest = telling.sort(([, a], [, b]) => b.length - a.length).slice(0, MOST_IN_PHRASE);
  const found = await Promise.all(longest.map(async ([offset, word]) =>
    /** @type {const} */ ([offset, await find(index, word)])));
  /** @type {Map<number, Set<number>> | null} */
  let starts = null;
  for (const [offset, term] of found) {
    if (!term) return new Set();
    /** @type {Map<number, Set<number>>} */
    const kept = new Map();
    for (const [paper, list] of await places(index, term)) {
      const before = starts?.get(paper);
      const fits = list.map((place) => place - offset).filter((p) => !starts || before?.has(p));
      if (fits.length) kept.set(paper, new Set(fits));
    }
    starts = kept;
  }
  return new Set(starts?.keys());
}

/**
 * The papers that have a term.
 * @param {Main} index
 * @param {string[]} forms
 * @returns {Promise<Set<number>>}
 */
export async function having(index, forms) {
  const found = await Promise.all(forms.map((form) => find(index, form)));
  return new Set(found.flatMap((term) => term?.papers ?? []));
}

/**
 * The papers of authors of that name, or else of those whose name begins so.
 * @param {Main} index
 * @param {string} name
 */
export async function authorsLike(index, name) {
  const exact = await having(index, [`${name}@`]);
  if (exact.size) return exact;
  const like = (await beginningWith(index, name)) ?? [];
  return new Set(like.filter(({ term }) => term.endsWith("@")).flatMap(({ papers }) => papers));
}
