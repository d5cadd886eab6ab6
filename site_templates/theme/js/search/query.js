// @ts-check
// What a reader typed, taken apart: words, phrases, fields.

import { tokens } from "./words.js";

/**
 * @typedef {object} Query
 * @property {string[]} words in order; the joined form of a hyphenated word is left out
 * @property {boolean} open the last word may go on
 * @property {string[][]} phrases
 * @property {string[]} without words that must not occur
 * @property {string[]} authors
 * @property {string[]} topics beginnings of topic ids or titles
 * @property {string[]} tags
 * @property {string[]} venues
 * @property {[number, number] | null} years from, to
 */

const FIELD = /(^|\s)(author|topic|tag|venue|year):(?:"([^"]*)"|(\S*))/gi;

/** @param {string} text */
const words = (text) => tokens(text).filter((t) => !t.joined).map((t) => t.term);

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
    words: [], open: false, phrases: [], without: [], authors: [], topics: [], tags: [],
    venues: [], years: null,
  };
  let rest = text.replace(FIELD, (whole, _space, name, quoted, bare) => {
    const value = quoted ?? bare;
    const key = name.toLowerCase();
    if (key === "year") {
      query.years = years(value);
      return query.years ? " " : whole;
    }
    if (value) {
      if (key === "author") query.authors.push(...words(value));
      else if (key === "topic") query.topics.push(value);
      else if (key === "tag") query.tags.push(value);
      else query.venues.push(value);
    }
    return " ";
  });
  rest = rest.replace(/"([^"]*)"/g, (_, phrase) => {
    const found = words(phrase);
    if (found.length > 1) query.phrases.push(found);
    query.words.push(...found);
    return " ";
  });
  rest = rest.replace(/(^|\s)-(\p{L}[\p{L}\p{N}]*)/gu, (_, space, word) => {
    query.without.push(...words(word));
    return space;
  });
  const open = words(rest);
  query.words.push(...open);
  query.open = open.length > 0 && /[\p{L}\p{N}]$/u.test(rest);
  return query;
}
