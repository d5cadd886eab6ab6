// @ts-check
// The search of the site: a question and options in, hits, counts and matching topics out.

import { filtered, limits, yearsOf } from "./filters.js";
import { known, neighbours, sayings } from "./meaning.js";
import { lookedFor, parse } from "./query.js";
import { family, meant, rank, read } from "./rank.js";
import { fetchAhead, forQuestion, load, shardsOf } from "./shards.js";
import { simpleSlug, words as wordsOf } from "./words.js";

/** @typedef {import("./shards.js").Main} Main */
/** @typedef {import("./rank.js").Reading} Reading */

/**
 * @typedef {object} Chosen values chosen per facet; OR within one, AND across
 * @property {string[]} [topic]
 * @property {string[]} [tag]
 * @property {string[]} [year]
 * @property {string[]} [venue]
 * @property {string[]} [has] "code"
 */

/**
 * @typedef {object} Options
 * @property {number} [limit]
 * @property {number} [offset]
 * @property {"best" | "year" | "title"} [sort]
 * @property {Chosen} [chosen]
 * @property {boolean} [counts] also count the values of each facet
 * @property {string[]} [only] slugs
 * @property {string[]} [except] slugs
 * @property {() => boolean} [stale] whether the answer is of no use any more; it is empty then
 */

/**
 * @typedef {object} Hit
 * @property {string} slug
 * @property {string} title
 * @property {string[]} authors the first ones
 * @property {number} authorCount
 * @property {number} year 0: unknown
 * @property {string} venue
 * @property {{id: string, title: string, area: string}[]} topics
 * @property {string} status
 * @property {string[]} words words of the index that matched
 * @property {string[]} widened words that stand for words of the question which the paper lacks
 * @property {string[]} labelled topics and tags of the paper that stand for them
 */

/**
 * @typedef {object} Answer
 * @property {number} total
 * @property {number[]} numbers of all papers that answer
 * @property {Hit[]} hits
 * @property {{id: string, title: string, area: string}[]} topics topics whose title has the words
 * @property {Record<string, Record<string, number>>} counts facet to value to number
 * @property {boolean} widened not all papers have all words
 */

/** With fewer papers that have all words, others follow that come close. */
const FEW = 10;
/** They cover this share of the question, and score this share of the best. */
const LEAST_COVER = 0.12;
const LEAST_SCORE = 0.15;
const ALL = 0.999;
const LOOK_CLOSER = 8;
/** Few papers have so many words: what widens the question is fetched at once. */
const SENTENCE = 4;

/** Makes ready for a question, before one is put. */
export function prepare() {
  fetchAhead().then(forQuestion).then(known).catch(() => {}); // who needs it asks for it again
}

/**
 * @param {string} text
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export async function search(text, options = {}) {
  const query = parse(text);
  if (!query.without.length) return answerTo(query, options);
  // " -Method" may be a dash in a title that was pasted.
  const plain = text.replace(/(?<!\S)-/g, " ");
  const [first] = (await answerTo(parse(plain), { limit: 1 })).hits;
  const pasted = first && same(wordsOf(first.title), wordsOf(plain));
  return answerTo(pasted ? parse(plain) : query, options);
}

/** @param {string[]} some @param {string[]} others */
const same = (some, others) => some.join(" ") === others.join(" ");

/**
 * @param {import("./query.js").Query} query
 * @param {Options} options
 * @returns {Promise<Answer>}
 */
async function answerTo(query, options) {
  fetchAhead().catch(() => {}); // who needs it asks for it again
  const index = await forQuestion();
  const { words: asked, optional } = lookedFor(query.words, index.stop);
  const reading = readAll(index, query, asked, asked.length - optional.size === 1);
  const ahead = asked.length < SENTENCE ? null : widerWords(index, query.words, asked);
  ahead?.catch(() => {}); // it fails again where it is waited for
  const [words, tests] = await Promise.all([reading, limits(index, query)]);
  const allowed = (/** @type {number} */ paper) => tests.every((test) => test(paper));
  words.forEach((readings, i) => {
    if (readings.partial && asked.length - optional.size > 1) optional.add(i);
  });
  let { papers: found, scores, cover } = rank(index, words, optional);
  let answers = asked.length
    ? matching(found, (paper) => cover[paper] > ALL && allowed(paper))
    : matching([...Array(index.papers).keys()], allowed);
  let widened = false;
  const stale = options.stale ?? (() => false);
  if (asked.length && answers.length < FEW && !stale()) {
    const all = new Set(answers);
    await widen(index, asked, words, await (ahead ?? widerWords(index, query.words, asked)));
    ({ papers: found, scores, cover } = rank(index, words, optional));
    const more = matching(found, (paper) => cover[paper] >= LEAST_COVER && allowed(paper));
    const best = more.reduce((most, paper) => Math.max(most, scores[paper]), 0);
    answers = more.filter((paper) => all.has(paper) || scores[paper] >= LEAST_SCORE * best);
    widened = answers.length > all.size;
    for (const paper of all) scores[paper] += best;
  }
  if (stale()) answers = [];
  const { papers, counts } = await filtered(index, answers, options);
  const offset = options.offset ?? 0;
  const end = offset + (options.limit ?? 7);
  if (end > offset) await order(index, papers, scores, options.sort ?? "best", query, end);
  return {
    total: papers.length,
    numbers: papers,
    hits: await Promise.all(papers.slice(offset, end).map((paper) => hit(index, paper, words, optional))),
    topics: matchingTopics(index, query.words),
    counts,
    widened,
  };
}

/**
 * @param {Main} index
 * @param {import("./query.js").Query} query
 * @param {string[]} asked
 * @param {boolean} alone a paper needs one word only
 */
function readAll(index, query, asked, alone) {
  // What was asked comes before what it may mean: see forQuestion.
  for (const word of asked) index.reached?.add(shardsOf(index.shards, word).first);
  const last = query.open ? query.words.at(-1) : undefined;
  return Promise.all(asked.map((word) => {
    const place = query.words.indexOf(word);
    const joined = [];
    const { [place - 1]: before, [place + 1]: behind } = query.words;
    if (joins(index, before)) joined.push(before + word);
    if (joins(index, behind)) joined.push(word + behind);
    const open = word !== last ? "" : alone ? "alone" : "open";
    return read(index, word, open, joined);
  }));
}

/**
 * Whether a compound may have this word: "in context", not "that learn".
 * @param {Main} index
 * @param {string} [word]
 */
const joins = (index, word) => word && (word.length < 3 || !index.stop.includes(word));

/**
 * What widens a question whatever its own words find: their families, and what means the same.
 * @param {Main} index
 * @param {string[]} spoken
 * @param {string[]} asked
 */
const widerWords = (index, spoken, asked) => Promise.all([
  Promise.all(asked.map((word) => family(index, word))),
  sayings(index, asked, spoken),
]);

/**
 * Adds further readings to each word.
 * @param {Main} index
 * @param {string[]} asked
 * @param {Reading[][]} words
 * @param {Awaited<ReturnType<typeof widerWords>>} wider
 */
async function widen(index, asked, words, [families, others]) {
  words.forEach((readings, i) => readings.push(...families[i]));
  const [slips, near] = await Promise.all([
    Promise.all(asked.map((word, i) => meant(index, word, words[i]))),
    neighbours(index, words),
  ]);
  words.forEach((readings, i) => readings.push(...slips[i], ...others[i], ...near[i]));
}

/** @param {number[]} papers @param {(paper: number) => boolean} test @returns {number[]} ascending */
const matching = (papers, test) => papers.filter(test).sort((a, b) => a - b);

/**
 * Sorts in place. The number of a paper follows its title.
 * @param {Main} index
 * @param {number[]} papers
 * @param {Float32Array} scores
 * @param {"best" | "year" | "title"} sort
 * @param {import("./query.js").Query} query
 * @param {number} end so many are shown
 */
async function order(index, papers, scores, sort, query, end) {
  if (sort === "title" || (sort === "best" && !query.words.length)) return;
  if (sort === "year") {
    const { years } = await yearsOf(index);
    papers.sort((a, b) => years[b] - years[a] || scores[b] - scores[a] || a - b);
    return;
  }
  papers.sort((a, b) => scores[b] - scores[a] || a - b);
  const top = papers.slice(0, LOOK_CLOSER);
  const wanted = query.words.join(" ");
  const shown = papers.slice(0, Math.max(end, LOOK_CLOSER));
  const cards = await Promise.all(shown.map((paper) => card(index, paper)));
  const close = new Map(top.map((paper, i) => [paper, scores[paper] * nearness(wanted, query.open, cards[i])]));
  top.sort((a, b) => (close.get(b) ?? 0) - (close.get(a) ?? 0) || a - b);
  papers.splice(0, top.length, ...top);
}

/**
 * How much more a paper counts whose title or own name is what was asked.
 * @param {string} wanted
 * @param {boolean} open its last word may go on
 * @param {any[]} card
 */
function nearness(wanted, open, card) {
  const title = wordsOf(card[0]).join(" ");
  /** @type {string[]} */
  const names = (card[8] ?? "").split(";").map((/** @type {string} */ name) => wordsOf(name).join(" "));
  if (title === wanted) return 1000;
  if (names.includes(wanted)) return 10;
  if (title.startsWith(open ? wanted : `${wanted} `)) return 1.5;
  return ` ${title} `.includes(` ${wanted} `) ? 1.15 : 1;
}

/**
 * @param {Main} index
 * @param {number} paper
 * @returns {Promise<any[]>}
 */
async function card(index, paper) {
  const file = Math.floor(paper / index.chunk);
  return (await load(`papers-${file}`, index.version))[paper % index.chunk];
}

/** @param {[string, string, string]} topic */
const named = ([id, title, area]) => ({ id, title, area });

/**
 * @param {Main} index
 * @param {number} paper
 * @param {Reading[][]} words
 * @param {Set<number>} optional
 * @returns {Promise<Hit>}
 */
async function hit(index, paper, words, optional) {
  const [title, slug, authors = "", authorCount = 0, year = 0, venue = "", topics = [], status = ""] =
    await card(index, paper);
  /** @type {Set<string>} */
  const matched = new Set();
  /** @type {Set<string>} */
  const widened = new Set();
  /** @type {Set<string>} */
  const labelled = new Set();
  for (const [i, readings] of words.entries()) {
    const here = readings.filter(({ found }) => has(found.papers, paper));
    for (const { found, label } of here) if (!label) matched.add(found.term.replace("@", ""));
    if (!optional.has(i) && here.every(({ by }) => by === "meaning" || by === "spelling")) {
      here.sort((a, b) => b.weight - a.weight);
      for (const { found, label } of here.slice(0, 2)) (label ? labelled : widened).add(found.term);
    }
  }
  return {
    slug: slug || simpleSlug(title),
    title, authorCount, year, venue, status,
    authors: authors ? authors.split(";") : [],
    topics: topics.map((/** @type {number} */ n) => named(index.topics[n])),
    words: [...matched].flatMap((term) => term.split(" ")),
    widened: [...widened],
    labelled: [...labelled],
  };
}

/** Whether an ascending list has a number. @param {number[]} list @param {number} wanted */
function has(list, wanted) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted;
}

/**
 * Topics whose title has all words, or beginnings of them; those that begin so come first.
 * @param {Main} index
 * @param {string[]} spoken
 */
function matchingTopics(index, spoken) {
  if (!spoken.length) return [];
  const wanted = spoken.join(" ");
  const rated = index.topics.map((topic) => {
    const title = wordsOf(topic[1]);
    const all = spoken.every((word) => title.some((part) => part.startsWith(word)));
    const text = title.join(" ");
    const begins = text.startsWith(wanted) ? 2 : Number(` ${text}`.includes(` ${wanted}`));
    return { topic, rate: all ? 1 + begins + spoken.length / title.length : 0 };
  });
  return rated.filter(({ rate }) => rate).sort((a, b) => b.rate - a.rate).map(({ topic }) => named(topic));
}
