// @ts-check
// What a reader typed, taken apart: words, phrases, fields.

import { words } from "./words.js";

/**
 * @typedef {object} Query
 * @property {string[]} words in order; the joined form of a hyphenated word is left out
 * @property {boolean} open the last word may go on
 * @property {string[][]} phrases
 * @property {string[][]} without words and phrases that must not occur
 * @property {string[]} author words of names
 * @property {string[]} area ids
 * @property {string[]} topic beginnings of ids or titles
 * @property {string[]} tag the same
 * @property {string[]} venue beginnings of names
 * @property {string[]} source beginnings of ids
 * @property {string[]} has "code"
 * @property {[number, number][]} year from, to
 */

const FIELD = /(?<!\S)(author|area|topic|tag|venue|source|year|has):(?:"([^"]*)"|(\S+))/gi;
const WITHOUT = /(?<!\S)-(?:"([^"]*)"|([\p{L}\p{N}]\S*))/gu;
const PHRASE = /"([^"]*)"/g;

/** Words of questions that say nothing of papers. */
const LIGHT = new Set(
  ("after am anything before did do does doing done every find get gets getting go goes had here " +
    "he how i just let lets like long made make makes making me my no one ones paper papers please " +
    "same she should shall show someone something still tell them thing things too want wants way " +
    "ways what when where whether who whom whose why will without you your")
    .split(" "),
);

/**
 * @param {string} value "2024", "2020..2022", "2024..", "..2019"
 * @returns {[number, number] | null}
 */
export function years(value) {
  const match = /^(\d{4})?(\.\.)?(\d{4})?$/.exec(value);
  if (!match || (!match[1] && !match[3])) return null;
  const from = Number(match[1] ?? 0);
  if (!match[2]) return match[3] ? null : [from, from];
  return [from, Number(match[3] ?? 9999)];
}

/** @param {string} text @returns {Query} */
export function parse(text) {
  /** @type {Query} */
  const query = {
    words: [], open: false, phrases: [], without: [],
    author: [], area: [], topic: [], tag: [], venue: [], source: [], has: [], year: [],
  };
  let rest = text.replace(FIELD, (whole, name, quoted, bare) => {
    const key = /** @type {"author" | "area" | "topic" | "tag" | "venue" | "source" | "has" | "year"} */ (
      name.toLowerCase());
    const value = quoted ?? bare;
    if (key === "year") {
      const range = years(value);
      if (!range) return whole;
      query.year.push(range);
    } else {
      const found = words(value);
      if (!found.length) return whole;
      query[key].push(...(key === "author" ? found : [value]));
    }
    return " ";
  });
  rest = rest.replace(WITHOUT, (_, quoted, bare) => {
    const found = words(quoted ?? bare);
    if (found.length) query.without.push(found);
    return " ";
  });
  rest = rest.replace(PHRASE, (_, phrase) => {
    const found = words(phrase);
    if (found.length > 1) query.phrases.push(found);
    return ` ${phrase} . `;
  });
  query.words = words(rest);
  query.open = query.words.length > 0 && /[\p{L}\p{N}]$/u.test(rest);
  return query;
}

/** Of a long text so many words are looked for, the longest. */
const MOST_WORDS = 16;

/** With so many telling words, the others are not looked at. */
const ENOUGH = 3;

/**
 * The words that are looked for, each once: those that tell, and if they are few, others that a
 * paper need not have; stop words only if there is nothing else.
 * @param {string[]} spoken
 * @param {string[]} stop
 * @returns {{words: string[], optional: Set<number>}}
 */
export function lookedFor(spoken, stop) {
  const content = [...new Set(spoken.filter((word) => !stop.includes(word)))];
  const told = content.filter((word) => !LIGHT.has(word));
  const longest = [...told].sort((a, b) => b.length - a.length).slice(0, MOST_WORDS);
  const heavy = told.filter((word) => longest.includes(word));
  if (!content.length) return { words: [...new Set(spoken)], optional: new Set() };
  if (!heavy.length) return { words: content, optional: new Set() };
  const light = heavy.length < ENOUGH ? content.filter((word) => LIGHT.has(word)) : [];
  return {
    words: [...heavy, ...light],
    optional: new Set(light.map((_, i) => heavy.length + i)),
  };
}
