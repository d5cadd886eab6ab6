// @ts-check
// Search hits as HTML, for the dialog and the search page.

import { fold, words } from "./search/words.js";
import { main } from "./search/shards.js";
import { address, escape } from "./site.js";

/** @typedef {import("./search/index.js").Hit} Hit */
/** @typedef {{id: string, title: string, area: string}} Topic */

const CLOTHS = 9;
/** @type {Map<string, number>} */
const cloths = new Map();

/** Numbers the areas in the order in which topics name them, as generator/pagekinds/entries.py does. */
export async function learnCloths() {
  if (cloths.size) return;
  for (const [, , area] of (await main()).topics) {
    if (!cloths.has(area)) cloths.set(area, (cloths.size % CLOTHS) + 1);
  }
}

/** @param {Topic | undefined} topic */
export const cloth = (topic) => `c${topic ? (cloths.get(topic.area) ?? 0) : 0}`;

/** @param {string} id */
export const topicAddress = (id) => address(`topics/${id}/`);

/**
 * Text as HTML, the words that were found marked.
 * @param {string} text @param {string[]} matched folded
 */
export function marked(text, matched) {
  const found = new Set(matched);
  let html = "";
  let at = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu)) {
    const word = match[0];
    const folded = fold(word);
    const parts = folded.split(/[-'’]/);
    const hit = found.has(parts.join("")) || parts.some((part) => found.has(part));
    html += escape(text.slice(at, match.index));
    html += hit ? `<mark>${escape(word)}</mark>` : escape(word);
    at = match.index + word.length;
  }
  return html + escape(text.slice(at));
}

/** @param {Hit} hit */
export function authorsOf(hit) {
  const more = hit.authorCount - hit.authors.length;
  return hit.authors.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** @param {Hit} hit */
export const publishedOf = (hit) =>
  hit.year && hit.venue.endsWith(String(hit.year))
    ? hit.venue
    : [hit.venue, hit.year || ""].filter(Boolean).join(" ");

const MOST_WORDS = 4;

/**
 * The words of a hit that stand in none of the texts that are shown, as HTML.
 * @param {Hit} hit @param {string[]} shown
 */
export function matchedIn(hit, shown) {
  const seen = [...words(shown.join(" ")).filter((word) => hit.words.includes(word)), ...hit.widened];
  const rest = [];
  for (const word of [...hit.words].sort((a, b) => a.length - b.length)) {
    if (seen.some((other) => other === word || (other.length > 3 && word.startsWith(other)))) continue;
    seen.push(word);
    rest.push(word);
  }
  rest.splice(MOST_WORDS);
  return rest.length ? `has ${rest.map((word) => `<mark>${escape(word)}</mark>`).join(", ")}` : "";
}

/** By which other words, or which label, a hit was found, as HTML. @param {Hit} hit */
export function likeness({ widened, labelled }) {
  const found = [...widened, ...labelled].slice(0, 3);
  return found.length ? `found by “${found.map(escape).join("”, “")}”` : "";
}
