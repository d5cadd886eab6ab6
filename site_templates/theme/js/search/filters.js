// @ts-check
// What narrows an answer: fields, facets, the reader's own marks; and the counts of facets.

import { authorsLike, having, withPhrase } from "./rank.js";
import { load, numbers } from "./shards.js";
import { fold, variants } from "./words.js";

/** @typedef {import("./shards.js").Main} Main */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./index.js").Options} Options */
/** @typedef {(paper: number) => boolean} Test */

const FACETS = /** @type {const} */ (["topic", "tag", "year", "venue", "has"]);

/** @typedef {typeof FACETS[number] | "source"} Facet what each paper has values of */

/**
 * The papers of all that fields, phrases and excluded words leave over.
 * @param {Main} index
 * @param {Query} query
 * @returns {Promise<Test[]>}
 */
export async function limits(index, query) {
  /** @param {Set<number>} set @returns {Test} */
  const inside = (set) => (paper) => set.has(paper);
  /** @param {string[]} words */
  const excluded = (words) =>
    words.length > 1 ? withPhrase(index, words) : having(index, variants(words[0]));
  const sets = await Promise.all([
    ...query.phrases.map((phrase) => withPhrase(index, phrase)),
    ...query.author.map((name) => authorsLike(index, name)),
  ]);
  const without = await Promise.all(query.without.map(excluded));
  const tests = sets.map(inside);
  for (const set of without) tests.push((paper) => !set.has(paper));
  const fields = /** @type {const} */ (["topic", "tag", "venue", "source", "has"]).filter((f) => query[f].length);
  for (const facet of fields) {
    const values = await column(index, facet);
    const titles = new Map([...index.topics, ...index.tags].map(([id, title]) => [id, title]));
    for (const wanted of query[facet]) {
      const named = naming(wanted, [...new Set(values.flat())], titles);
      tests.push((paper) => values[paper].some((value) => named.has(value)));
    }
  }
  for (const wanted of query.area) {
    const values = await column(index, "topic");
    const own = index.topics.filter(([, , area]) => fold(area) === fold(wanted));
    const inArea = new Set(own.map(([id]) => id));
    tests.push((paper) => values[paper].some((id) => inArea.has(id)));
  }
  if (query.year.length) {
    const { years } = await yearsOf(index);
    for (const [from, to] of query.year) {
      tests.push((paper) => years[paper] > 0 && years[paper] >= from && years[paper] <= to);
    }
  }
  return tests;
}

/**
 * The values that are called so, or else those whose name, or a word of it, begins so.
 * @param {string} wanted
 * @param {string[]} values
 * @param {Map<string, string>} titles
 */
function naming(wanted, values, titles) {
  const folded = fold(wanted);
  const name = (/** @type {string} */ value) => fold(titles.get(value) ?? value);
  const exact = values.filter((value) => fold(value) === folded || name(value) === folded);
  const like = values.filter((value) =>
    fold(value).startsWith(folded) || ` ${name(value)}`.includes(` ${folded}`));
  return new Set(exact.length ? exact : like);
}

/** @param {Main} index @returns {Promise<{years: number[]}>} */
export async function yearsOf(index) {
  const made = await load("years", index.version);
  made.years ??= numbers(made.column).map((place) => made.values[place]);
  return made;
}

/**
 * The values of a facet, by paper.
 * @param {Main} index
 * @param {Facet} facet
 * @returns {Promise<string[][]>}
 */
async function column(index, facet) {
  if (facet === "year") {
    const made = await yearsOf(index);
    return made.years.map((year) => (year ? [String(year)] : []));
  }
  const made = await load("facets", index.version);
  made.read ??= {};
  made.read[facet] ??= read(index, made, facet);
  return made.read[facet];
}

/** @param {Main} index @param {any} made @param {Facet} facet @returns {string[][]} */
function read(index, made, facet) {
  if (facet === "has") return [...made.code].map((sign) => (sign === "1" ? ["code"] : []));
  if (facet === "venue") {
    return numbers(made.venue).map((place) => (place ? [made.venues[place - 1]] : []));
  }
  /** @type {string[]} */
  const ids = facet === "source" ? made.captures : index[`${facet}s`].map(([id]) => id);
  /** @type {string[][]} */
  const found = [];
  /** @type {string[]} */
  let own = [];
  for (const code of numbers(made[`${facet}s`])) {
    if (code) own.push(ids[(code >> 1) - 1]);
    if (!(code & 1)) {
      found.push(own);
      own = [];
    }
  }
  return found;
}

/**
 * Applies the facets, and counts each facet's values under the others.
 * @param {Main} index
 * @param {number[]} papers
 * @param {Options} options
 */
export async function filtered(index, papers, options) {
  const chosen = options.chosen ?? {};
  /** @type {Record<string, Record<string, number>>} */
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, {}]));
  let kept = papers;
  if (options.only || options.except) kept = await own(index, papers, options);
  const used = FACETS.filter((facet) => options.counts || chosen[facet]?.length);
  if (!used.length) return { papers: kept, counts };
  const columns = await Promise.all(used.map((facet) => column(index, facet)));
  const wanted = used.map((facet) => new Set(chosen[facet] ?? []));
  const passing = [];
  for (const paper of kept) {
    let failed = -1;
    let failures = 0;
    used.forEach((_, i) => {
      if (wanted[i].size && !columns[i][paper].some((value) => wanted[i].has(value))) {
        failed = i;
        failures += 1;
      }
    });
    if (failures === 0) passing.push(paper);
    used.forEach((facet, i) => {
      if (failures === 0 || (failures === 1 && failed === i)) {
        for (const value of columns[i][paper]) {
          counts[facet][value] = (counts[facet][value] ?? 0) + 1;
        }
      }
    });
  }
  return { papers: passing, counts };
}

/**
 * Keeps some papers only, or leaves some out, by their slugs.
 * @param {Main} index
 * @param {number[]} papers
 * @param {Options} options
 */
async function own(index, papers, { only, except = [] }) {
  /** @type {string[]} */
  const sums = (await load("slugs", index.version)).split(" ");
  const checksum = (/** @type {string} */ slug) => crc32(slug).toString(36);
  const kept = only && new Set(only.map(checksum));
  const left = new Set(except.map(checksum));
  return papers.filter((paper) => (!kept || kept.has(sums[paper])) && !left.has(sums[paper]));
}

/** The checksum of zlib. @param {string} text */
export function crc32(text) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
