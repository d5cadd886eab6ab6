// @ts-check
// The search of the site: a question and options in, hits, counts and matching topics out.

import { parse } from "./query.js";
import { having, likeMeaning, rank, read, withPhrase } from "./rank.js";
import { forEachPosting, load, main } from "./shards.js";
import { fold, simpleSlug, tokens } from "./words.js";

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
 * @property {(slug: string) => boolean} [keep] a filter of the page, such as "starred"
 */

/**
 * @typedef {object} Hit
 * @property {string} slug
 * @property {string} title
 * @property {string[]} authors the first four
 * @property {number} authorCount
 * @property {number} year 0: unknown
 * @property {string} venue
 * @property {{id: string, title: string, area: string}[]} topics
 * @property {string} status
 * @property {string[]} words words of the index that matched
 * @property {string[]} widened those of them found by like meaning or spelling only
 */

/**
 * @typedef {object} Answer
 * @property {number} total
 * @property {Hit[]} hits
 * @property {{id: string, title: string, area: string}[]} topics topics whose title has the words
 * @property {Record<string, Record<string, number>>} counts facet to value to number
 * @property {boolean} widened not all papers have all words
 */

const FACETS = /** @type {const} */ (["topic", "tag", "year", "venue", "has"]);

/** Papers with this share of the question count as answers if few have all of it. */
const WIDE_COVER = 0.35;
const FEW = 5;
const LOOK_CLOSER = 10;

/**
 * @param {string} text
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export async function search(text, options = {}) {
  const index = await main();
  const query = parse(text);
  const content = query.words.filter((word) => !index.stop.includes(word));
  const asked = content.length ? content : query.words;
  const last = query.open ? query.words.at(-1) : undefined;
  const words = await Promise.all(asked.map((word) => read(index, word, word === last)));
  const allowed = await limits(index, query);
  let { scores, cover } = rank(index, words);
  let answers = matching(index, cover, asked.length ? 0.999 : 0, allowed);
  let widened = false;
  if (asked.length && answers.length < FEW) {
    const wider = await Promise.all(words.map((readings) => likeMeaning(index, readings)));
    wider.forEach((readings, i) => words[i].push(...readings));
    ({ scores, cover } = rank(index, words));
    const more = matching(index, cover, WIDE_COVER, allowed);
    const best = Math.max(0, ...more.map((paper) => scores[paper]));
    const kept = more.filter((p) => scores[p] >= 0.15 * best || answers.includes(p));
    widened = kept.length > answers.length;
    answers = kept;
  }
  const { papers, counts } = await filtered(index, answers, options, query);
  await order(index, papers, scores, options.sort ?? "best", asked, text);
  const offset = options.offset ?? 0;
  const shown = papers.slice(offset, offset + (options.limit ?? 7));
  return {
    total: papers.length,
    hits: await Promise.all(shown.map((paper) => hit(index, paper, words))),
    topics: matchingTopics(index, query.words),
    counts,
    widened,
  };
}

/**
 * What phrases, authors and excluded words leave over; null: everything.
 * @param {Main} index
 * @param {import("./query.js").Query} query
 * @returns {Promise<((paper: number) => boolean) | null>}
 */
async function limits(index, query) {
  const sets = await Promise.all([
    ...query.phrases.map((phrase) => withPhrase(index, phrase)),
    ...query.authors.map((name) => having(index, `@${name}`)),
  ]);
  const without = await Promise.all(query.without.map((word) => having(index, word)));
  if (!sets.length && !without.length) return null;
  return (paper) => sets.every((s) => s.has(paper)) && !without.some((s) => s.has(paper));
}

/**
 * @param {Main} index
 * @param {Float32Array} cover
 * @param {number} least
 * @param {((paper: number) => boolean) | null} allowed
 */
function matching(index, cover, least, allowed) {
  const found = [];
  for (let paper = 0; paper < index.papers; paper += 1) {
    if (cover[paper] >= least && (!allowed || allowed(paper))) found.push(paper);
  }
  return found;
}

/**
 * Applies the facets, and counts each facet's values under the others.
 * @param {Main} index
 * @param {number[]} papers
 * @param {Options} options
 * @param {import("./query.js").Query} query
 */
async function filtered(index, papers, options, query) {
  const chosen = options.chosen ?? {};
  const fields = query.topics.length || query.tags.length || query.venues.length || query.years;
  const any = FACETS.some((facet) => chosen[facet]?.length);
  /** @type {Record<string, Record<string, number>>} */
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, {}]));
  if (!fields && !any && !options.counts && !options.keep && options.sort !== "year") {
    return { papers, counts };
  }
  const columns = await load("facets", index.version);
  /** @param {number} paper @param {string} facet @returns {string[]} */
  const values = (paper, facet) => {
    if (facet === "topic") return columns.topics[paper].map((/** @type {number} */ n) => index.topics[n][0]);
    if (facet === "tag") return columns.tags[paper].map((/** @type {number} */ n) => index.tags[n][0]);
    if (facet === "year") return columns.years[paper] ? [String(columns.years[paper])] : [];
    if (facet === "venue") return columns.venue[paper] < 0 ? [] : [columns.venues[columns.venue[paper]]];
    return columns.code[paper] ? ["code"] : [];
  };
  const kept = [];
  for (const paper of papers) {
    if (fields && !passes(index, query, paper, values)) continue;
    if (options.keep && !options.keep(columns.slugs?.[paper] ?? "")) continue;
    const own = FACETS.map((facet) => values(paper, facet));
    const failed = FACETS.filter((facet, i) => {
      const wanted = chosen[facet];
      return wanted?.length && !own[i].some((value) => wanted.includes(value));
    });
    if (failed.length === 0) kept.push(paper);
    FACETS.forEach((facet, i) => {
      if (failed.length === 0 || (failed.length === 1 && failed[0] === facet)) {
        for (const value of own[i]) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
      }
    });
  }
  return { papers: kept, counts };
}

/**
 * @param {Main} index
 * @param {import("./query.js").Query} query
 * @param {number} paper
 * @param {(paper: number, facet: string) => string[]} values
 */
function passes(index, query, paper, values) {
  const year = Number(values(paper, "year")[0] ?? 0);
  if (query.years && !(year && year >= query.years[0] && year <= query.years[1])) return false;
  const titles = new Map([...index.topics, ...index.tags].map(([id, title]) => [id, title]));
  /** @param {string} wanted @param {string} id */
  const named = (wanted, id) => {
    const folded = fold(wanted);
    return id.startsWith(folded) || ` ${fold(titles.get(id) ?? id)}`.includes(` ${folded}`);
  };
  return (
    query.topics.every((t) => values(paper, "topic").some((id) => named(t, id))) &&
    query.tags.every((t) => values(paper, "tag").some((id) => named(t, id))) &&
    query.venues.every((v) => values(paper, "venue").some((name) => fold(name).startsWith(fold(v))))
  );
}

/**
 * Sorts in place. The number of a paper follows its title.
 * @param {Main} index
 * @param {number[]} papers
 * @param {Float32Array} scores
 * @param {"best" | "year" | "title"} sort
 * @param {string[]} asked
 * @param {string} text
 */
async function order(index, papers, scores, sort, asked, text) {
  if (sort === "title" || (sort === "best" && !asked.length)) return;
  if (sort === "year") {
    const { years } = await load("facets", index.version);
    papers.sort((a, b) => years[b] - years[a] || a - b);
    return;
  }
  papers.sort((a, b) => scores[b] - scores[a] || a - b);
  const top = papers.slice(0, LOOK_CLOSER);
  const wanted = spelled(text);
  const closeness = new Map();
  for (const paper of top) {
    const shown = await card(index, paper);
    closeness.set(paper, scores[paper] * nearness(wanted, shown[0], shown[8]));
  }
  top.sort((a, b) => closeness.get(b) - closeness.get(a) || a - b);
  papers.splice(0, top.length, ...top);
}

/**
 * How much more a paper counts whose title or own name is what was asked.
 * @param {string} wanted
 * @param {string} title
 * @param {string[]} names
 */
function nearness(wanted, title, names) {
  const words = spelled(title);
  if (words === wanted) return 1000;
  if (names.some((name) => spelled(name) === wanted)) return 10;
  if (words.startsWith(`${wanted} `)) return 1.3;
  return ` ${words} `.includes(` ${wanted} `) ? 1.15 : 1;
}

/** @param {string} text */
const spelled = (text) => tokens(text).filter((t) => !t.joined).map((t) => t.term).join(" ");

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
 * @returns {Promise<Hit>}
 */
async function hit(index, paper, words) {
  const [title, slug, authors, authorCount, year, venue, topics, status] = await card(index, paper);
  /** @type {Map<string, Reading>} */
  const found = new Map();
  for (const readings of words) {
    for (const reading of readings) {
      forEachPosting(reading.term.postings, (other) => {
        if (other === paper) found.set(reading.term.term, reading);
      });
    }
  }
  const widened = [...found.values()].filter((r) => r.by === "meaning" || r.by === "spelling");
  return {
    slug: slug || simpleSlug(title),
    title, authors, authorCount, year, venue, status,
    topics: topics.map((/** @type {number} */ n) => named(index.topics[n])),
    words: [...found.keys()].map((term) => term.replace("@", "")),
    widened: widened.map((reading) => reading.term.term),
  };
}

/**
 * @param {Main} index
 * @param {string[]} words
 */
function matchingTopics(index, words) {
  if (!words.length) return [];
  return index.topics.map(named).filter((topic) => {
    const title = spelled(topic.title).split(" ");
    return words.every((word) => title.some((part) => part.startsWith(word)));
  });
}
