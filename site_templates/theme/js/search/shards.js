// @ts-check
// Fetches the files of the index (generator/index.py) as classic scripts, each once.

/** @type {Map<string, Promise<any>>} */
const loading = new Map();
/** What scripts have said, until they are done. @type {Map<string, any>} */
const said = new Map();
/** @type {string} */
let folder = "";

/**
 * Where the index lies; the bundle stands beside the folder.
 * @param {string} script address of our bundle
 */
export function locate(script) {
  folder = new URL("search/", script).href;
  Object.assign(window, {
    readingListIndex: (/** @type {string} */ name, /** @type {any} */ data) => { said.set(name, data); },
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
    const script = document.createElement("script");
    script.src = `${folder}${name}.js${version ? `?${version}` : ""}`;
    script.onload = script.onerror = () => {
      script.remove();
      if (said.has(name)) resolve(said.get(name));
      else {
        loading.delete(name);
        reject(new Error(`${name} of the search index cannot be loaded`));
      }
      said.delete(name);
    };
    document.head.append(script);
  });
  loading.set(name, promise);
  return promise;
}

/** As SIGNS in generator/index/postings.py. */
const SIGNS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
  .filter((sign) => !'";\\'.includes(sign));
const VALUES = new Uint8Array(128);
SIGNS.forEach((sign, i) => { VALUES[sign.charCodeAt(0)] = i; });
const BASE = SIGNS.length;
const ONE_SIGN = 67;
const TWO_SIGNS = 20;
const THREE_SIGNS = 3;
const LEVELS = 9;

/** @param {string} text @param {number} at */
export const value = (text, at) => VALUES[text.charCodeAt(at)];

/**
 * The numbers of a text, as digits() in generator/index/postings.py writes them.
 * @param {string} text
 * @returns {number[]}
 */
export function numbers(text) {
  const found = [];
  for (let i = 0; i < text.length; ) {
    let number = value(text, i++);
    if (number >= ONE_SIGN) {
      let [from, over, tail] = [ONE_SIGN, ONE_SIGN, 1];
      if (number >= ONE_SIGN + TWO_SIGNS) {
        [from, over, tail] = [from + TWO_SIGNS, over + TWO_SIGNS * BASE, 2];
      }
      if (number === BASE - 1) [from, over, tail] = [number, over + THREE_SIGNS * BASE ** 2, 4];
      number -= from;
      for (; tail; tail -= 1) number = number * BASE + value(text, i++);
      number += over;
    }
    found.push(number);
  }
  return found;
}

/**
 * @typedef {object} Main
 * @property {number} papers
 * @property {number} chunk papers a file
 * @property {string} version
 * @property {string[]} stop words that are not indexed in abstracts
 * @property {string[]} shards what the first term of each shard begins with
 * @property {string[]} ends the same for terms by their last letters
 * @property {[string, string, string][]} topics id, title, area
 * @property {[string, string][]} tags id, title
 * @property {Set<number>} [reached] shards that the question has looked into
 */

/** @returns {Promise<Main>} */
export const main = () => load("index");

/** Fetches what most questions need, of a small list all of it. */
export async function fetchAhead() {
  const index = await main();
  const wanted = [load("meanings", index.version)];
  if (index.shards.length === 1) wanted.push(terms(index, 0));
  else wanted.push(load("starts", index.version));
  if (index.papers <= index.chunk) wanted.push(load("papers-0", index.version));
  await Promise.all(wanted);
}

/** One question looks into no more shards of terms than this: its own words first. */
const MOST_SHARDS = 28;

/**
 * The index for one question, which remembers how far it has reached.
 * @returns {Promise<Main>}
 */
export const forQuestion = async () => ({ ...(await main()), reached: new Set() });

/** @param {Main} index @param {number} shard whether the question may look into it */
function mayReach({ reached }, shard) {
  if (reached && reached.size < MOST_SHARDS) reached.add(shard);
  return !reached || reached.has(shard);
}

/**
 * Numbers of the shards whose range may hold terms that begin so.
 * @param {string[]} bounds
 * @param {string} beginning
 */
export function shardsOf(bounds, beginning) {
  const end = `${beginning}\uffff`;
  let first = 0;
  for (let i = 1; i < bounds.length && bounds[i] <= beginning; i += 1) first = i;
  let last = first;
  while (last + 1 < bounds.length && bounds[last + 1] < end) last += 1;
  return { first, last };
}

/**
 * @typedef {object} Term
 * @property {string} term
 * @property {number[]} papers that have it, ascending
 * @property {number[]} weights in each, 0 to 1
 * @property {[string, number][]} near words of like meaning with their weight
 * @property {number} shard
 * @property {number} line of the shard
 */

/** A line of a shard, taken apart when its term is asked for. */
class Line {
  /** @param {string} term @param {string} text @param {number} shard @param {number} line */
  constructor(term, text, shard, line) {
    this.term = term;
    this.text = text;
    this.shard = shard;
    this.line = line;
  }

  /** @param {number} i */
  column(i) {
    return this.text.split(" ")[i] ?? "";
  }

  /** @returns {number[]} */
  get papers() {
    let last = -1;
    const papers = numbers(this.column(1)).map((gap) => (last += gap + 1));
    Object.defineProperty(this, "papers", { value: papers });
    return papers;
  }

  /** @returns {number[]} */
  get weights() {
    const levels = this.column(2);
    const weights = this.papers.map((_, i) => {
      const pair = value(levels, i >> 1);
      return 0.2 + (i & 1 ? pair % LEVELS : Math.floor(pair / LEVELS)) / 10;
    });
    Object.defineProperty(this, "weights", { value: weights });
    return weights;
  }

  /** @returns {[string, number][]} */
  get near() {
    const near = this.column(3);
    return near ? near.split(",").map((pair) => [pair.slice(1), Number(pair[0]) / 9]) : [];
  }
}

/** As WHOLE in generator/index: of so many terms the first one is written whole. */
const WHOLE = 64;

/** The terms of a shard, in order; taken apart by the block. */
class Shard {
  /** @param {string} text @param {number} number */
  constructor(text, number) {
    this.lines = text ? text.split(";") : [];
    this.number = number;
    /** @type {Term[][]} */
    this.blocks = [];
  }

  /** @param {number} n @returns {Term[]} */
  block(n) {
    let term = "";
    return (this.blocks[n] ??= this.lines.slice(n * WHOLE, (n + 1) * WHOLE).map((line, i) => {
      term = term.slice(0, value(line, 0)) + line.slice(1, line.indexOf(" "));
      return new Line(term, line, this.number, n * WHOLE + i);
    }));
  }

  /** The block in which a term stands, if it is there. @param {string} term */
  blockOf(term) {
    let low = 0;
    let high = Math.ceil(this.lines.length / WHOLE);
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const line = this.lines[middle * WHOLE];
      if (line.slice(1, line.indexOf(" ")) <= term) low = middle;
      else high = middle;
    }
    return low;
  }

  /** @param {string} term */
  get(term) {
    return this.block(this.blockOf(term)).find((line) => line.term === term);
  }

  /** @param {string} beginning */
  beginningWith(beginning) {
    const found = [];
    const last = this.blockOf(`${beginning}\uffff`);
    for (let n = this.blockOf(beginning); n <= last; n += 1) {
      found.push(...this.block(n).filter(({ term }) => term.startsWith(beginning)));
    }
    return found;
  }

  /** @param {string} ending @returns {string[]} */
  endingWith(ending) {
    return this.lines
      .flatMap((_, i) => (i % WHOLE ? [] : this.block(i / WHOLE)))
      .filter(({ term }) => term.endsWith(ending))
      .map(({ term }) => term);
  }
}

/** @type {Map<number, Shard>} */
const shards = new Map();

/**
 * @param {Main} index
 * @param {number} number
 * @returns {Promise<Shard>}
 */
export async function terms(index, number) {
  if (!mayReach(index, number)) return new Shard("", number);
  const text = index.shards.length ? await load(`terms-${number}`, index.version) : "";
  const known = shards.get(number) ?? new Shard(text, number);
  shards.set(number, known);
  return known;
}

/**
 * The positions of a term, by paper.
 * @param {Main} index
 * @param {Term} term
 * @returns {Promise<Map<number, number[]>>}
 */
export async function places(index, term) {
  /** @type {string} */
  const text = await load(`places-${term.shard}`, index.version);
  const codes = numbers(text.split(";")[term.line]);
  const found = new Map();
  let i = 0;
  for (const paper of codes.length ? term.papers : []) {
    const here = [];
    let place = -1;
    for (let more = true; more; ) {
      const code = codes[i++];
      more = code % 3 === 2;
      const gap = more ? (code - 2) / 3 : code - Math.floor(code / 3);
      if (gap) here.push((place += gap));
    }
    if (here.length) found.set(paper, here);
  }
  return found;
}

/**
 * The terms that end so.
 * @param {Main} index
 * @param {string} ending
 * @returns {Promise<string[]>}
 */
export async function endingWith(index, ending) {
  if (!index.ends.length) {
    return (await terms(index, 0)).endingWith(ending);
  }
  const reversed = [...ending].reverse().join("");
  const { first, last } = shardsOf(index.ends, reversed);
  /** @type {Promise<string>[]} */
  const files = [];
  for (let n = first; n <= Math.min(last, first + 1); n += 1) {
    files.push(load(`ends-${n}`, index.version));
  }
  const texts = await Promise.all(files);
  return texts.flatMap((text) => text.split(";").filter((term) => term.endsWith(ending)));
}
