// @ts-check
// Fetches the files of the index (generator/index.py) as classic scripts, each once.

/** @type {Map<string, Promise<any>>} */
const loading = new Map();
/** @type {Map<string, (data: any) => void>} */
const waiting = new Map();
/** @type {string} */
let folder = "";

/**
 * Where the index lies; the bundle stands beside the folder.
 * @param {string} script address of our bundle
 */
export function locate(script) {
  folder = new URL("search/", script).href;
  Object.assign(window, {
    readingListIndex: (/** @type {string} */ name, /** @type {any} */ data) => {
      waiting.get(name)?.(data);
      waiting.delete(name);
    },
  });
}

/**
 * The data of one file of the index.
 * @param {string} name
 * @param {string} [version] so that a new build is never mixed with an old file
 * @returns {Promise<any>}
 */
export function load(name, version = "") {
  const known = loading.get(name);
  if (known) return known;
  const promise = new Promise((resolve, reject) => {
    waiting.set(name, resolve);
    const script = document.createElement("script");
    script.src = `${folder}${name}.js${version ? `?${version}` : ""}`;
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      waiting.delete(name);
      loading.delete(name);
      reject(new Error(`${name} of the search index cannot be loaded`));
    };
    document.head.append(script);
  });
  loading.set(name, promise);
  return promise;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
export const VALUES = new Uint8Array(128);
for (let i = 0; i < 64; i += 1) VALUES[DIGITS.charCodeAt(i)] = i;

/**
 * @typedef {object} Main
 * @property {number} papers
 * @property {number} chunk papers a file
 * @property {string} version
 * @property {string[]} stop words that are not indexed in abstracts
 * @property {string[]} shards first term of each shard
 * @property {[string, string, string][]} topics id, title, area
 * @property {[string, string][]} tags id, title
 */

/** @returns {Promise<Main>} */
export const main = () => load("index");

/**
 * Numbers of the shards whose range may hold terms that begin so.
 * @param {Main} index
 * @param {string} beginning
 */
export function shardsOf(index, beginning) {
  const end = `${beginning}\uffff`;
  let first = 0;
  for (let i = 1; i < index.shards.length && index.shards[i] <= beginning; i += 1) first = i;
  let last = first;
  while (last + 1 < index.shards.length && index.shards[last + 1] < end) last += 1;
  return { first, last };
}

/**
 * @typedef {object} Term
 * @property {string} term
 * @property {number} count papers that have it
 * @property {string} postings
 * @property {[string, number][]} near words of like meaning with their weight
 */

/** @param {string} line @returns {Term} */
function parse(line) {
  const [term, count, postings, near] = line.split("\t");
  return {
    term,
    count: Number(count),
    postings,
    near: near
      ? near.split(" ").map((pair) => [pair.slice(1), VALUES[pair.charCodeAt(0)] / 64])
      : [],
  };
}

/** @type {Map<number, Map<string, Term>>} */
const parsed = new Map();

/**
 * The terms of a shard, in order.
 * @param {Main} index
 * @param {number} number
 * @returns {Promise<Map<string, Term>>}
 */
export async function terms(index, number) {
  const known = parsed.get(number);
  if (known) return known;
  /** @type {string} */
  const text = await load(`terms-${number}`, index.version);
  const found = new Map();
  for (const line of text.split("\n")) {
    if (line) {
      const term = parse(line);
      found.set(term.term, term);
    }
  }
  parsed.set(number, found);
  return found;
}

/**
 * Calls back for every paper of a postings list with the weight there, 0 to 1.
 * @param {string} postings
 * @param {(paper: number, weight: number) => void} each
 */
export function forEachPosting(postings, each) {
  let paper = -1;
  for (let i = 0; i < postings.length; ) {
    let gap = 0;
    for (let shift = 0; ; shift += 5) {
      const digit = VALUES[postings.charCodeAt(i++)];
      gap |= (digit & 31) << shift;
      if (digit < 32) break;
    }
    paper += gap + 1;
    each(paper, VALUES[postings.charCodeAt(i++)] / 64);
  }
}

/**
 * The positions of a term, by paper.
 * @param {Main} index
 * @param {number} shard
 * @param {Term} term
 * @returns {Promise<Map<number, number[]>>}
 */
export async function places(index, shard, term) {
  /** @type {string} */
  const text = await load(`places-${shard}`, index.version);
  const head = `${term.term}\t`;
  const start = text.startsWith(head) ? 0 : text.indexOf(`\n${head}`) + 1;
  const line = text.slice(start + head.length, text.indexOf("\n", start));
  let i = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 5) {
      const digit = VALUES[line.charCodeAt(i++)];
      value |= (digit & 31) << shift;
      if (digit < 32) return value;
    }
  };
  const found = new Map();
  forEachPosting(term.postings, (paper) => {
    const here = [];
    let place = -1;
    for (;;) {
      const gap = number();
      if (gap > 1) here.push((place += gap >> 1));
      if (!(gap & 1)) break;
    }
    if (here.length) found.set(paper, here);
  });
  return found;
}
