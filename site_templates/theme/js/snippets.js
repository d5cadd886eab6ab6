// @ts-check
// The abstracts of hits, read from the papers' own pages when they come into view: the stretch that
// has most of the words, and the whole. Pages opened from disk cannot read others; there, none show.

import { marked } from "./hits.js";
import { fold } from "./search/words.js";
import { paperAddress } from "./site.js";

/** @typedef {import("./search/index.js").Hit} Hit */

const LENGTH = 230;
/** So many characters stand before the first word that is shown for its match. */
const BEFORE = 40;
const AHEAD = "300px";

export const canRead = location.protocol !== "file:";

/** @type {Map<string, Promise<string>>} */
const abstracts = new Map();

/** @param {string} slug */
function abstractOf(slug) {
  const known = abstracts.get(slug);
  if (known) return known;
  const promise = read(slug).catch(() => "");
  abstracts.set(slug, promise);
  return promise;
}

/** @param {string} slug */
async function read(slug) {
  const answer = await fetch(paperAddress(slug));
  if (!answer.ok) return "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const source of page.querySelectorAll(".abs annotation")) source.remove();
  return [...page.querySelectorAll(".abs p")].map((part) => part.textContent ?? "").join(" ").trim();
}

/**
 * Where the stretch begins that has most different words, and of those the earliest.
 * @param {string} text @param {Set<string>} words folded
 */
function bestStart(text, words) {
  /** @type {{at: number, word: string}[]} */
  const places = [];
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = fold(match[0]);
    if (words.has(word)) places.push({ at: match.index, word });
  }
  let start = 0;
  let most = 0;
  places.forEach(({ at }, i) => {
    const near = places.slice(i).filter((place) => place.at < at + LENGTH - BEFORE);
    const different = new Set(near.map(({ word }) => word)).size;
    if (different > most) [start, most] = [at, different];
  });
  return start;
}

/**
 * The stretch of a text that shows why it was found.
 * @param {string} text @param {string[]} words folded
 */
export function stretch(text, words) {
  const at = bestStart(text, new Set(words));
  if (at < LENGTH / 2) return text;
  const from = Math.max(0, at - BEFORE);
  const sentence = text.slice(0, at).search(/[.!?]\s+\S[^.!?]*$/);
  const begin = sentence >= from - BEFORE ? sentence + 2 : text.indexOf(" ", from) + 1;
  return `… ${text.slice(begin).trimStart()}`;
}

/** @type {IntersectionObserver | undefined} */
let watch;

/** Fills the abstracts of entries. @param {HTMLElement} list @param {Hit[]} hits */
export function showAbstracts(list, hits) {
  watch?.disconnect();
  if (!canRead) return;
  /** @type {Map<Element, Hit>} */
  const waiting = new Map();
  watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      const hit = waiting.get(target);
      if (!isIntersecting || !hit) continue;
      waiting.delete(target);
      fill(target, hit);
    }
  }, { rootMargin: AHEAD });
  [...list.children].forEach((row, i) => {
    const place = row.querySelector(".e-abs");
    if (!place) return;
    waiting.set(place, hits[i]);
    watch?.observe(place);
  });
}

/** @param {Element} place @param {Hit} hit */
async function fill(place, hit) {
  const text = await abstractOf(hit.slug);
  if (!text) place.remove();
  const bit = `<span class="bit">${marked(stretch(text, hit.words), hit.words)}</span>`;
  place.innerHTML = `${bit}<span class="whole">${marked(text, hit.words)}</span>`;
}
