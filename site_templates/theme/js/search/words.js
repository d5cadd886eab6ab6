// @ts-check
// Folding and words, the same as in generator/text.py and generator/index.py;
// tests/data/search-words.json holds both to it.

/** Letters that NFKD does not take apart. @type {Record<string, string>} */
const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ŋ: "n", þ: "th",
  ŧ: "t", ĸ: "k", ς: "σ",
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

/** @param {string} text */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .replace(SPECIAL, (letter) => LETTERS[letter]);
}

/**
 * The words of a text, in order; those with hyphens in parts.
 * @param {string} text
 * @returns {string[]}
 */
export const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * The address of a paper with this title, unless its card says otherwise.
 * @param {string} title
 */
export function simpleSlug(title) {
  const words = fold(title).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return words.length <= 80 ? words : words.slice(0, Math.max(0, words.lastIndexOf("-", 80)));
}

/**
 * Singular and plural of a term, itself first.
 * @param {string} term
 */
export function variants(term) {
  const found = [term];
  if (term.length < 3) return found;
  if (term.endsWith("ies") && term.length > 4) found.push(`${term.slice(0, -3)}y`);
  else if (/(?:[sxz]|ch|sh)es$/.test(term)) found.push(term.slice(0, -2), term.slice(0, -1));
  else if (term.endsWith("s") && !/(?:ss|us|is)$/.test(term)) found.push(term.slice(0, -1));
  else if (/[^aeiou]y$/.test(term)) found.push(`${term.slice(0, -1)}ies`);
  else found.push(/(?:[sxz]|ch|sh)$/.test(term) ? `${term}es` : `${term}s`);
  return found;
}

/**
 * Edit distance (optimal string alignment), or a number above `most` as soon as it must exceed it.
 * @param {string} a
 * @param {string} b
 * @param {number} most
 */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = new Array(b.length + 1).fill(0);
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2] + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}

const INFLECTIONS = /(?:ies|ied|ing|ed|es|(?<![su])s)$/;
const DERIVATIONS =
  /(?:i[sz](?:ations?|able|ing|er|e)?|ations?|ative|ators?|ments?|ness|ful|less|ively|ive|able|ible|ity|ly|er|or|ion|ic|y|e)$/;

/**
 * The root that the words of a family share, roughly: "generalise", "generalization" and
 * "generalizing" have one.
 * @param {string} word
 */
export function stem(word) {
  if (word.length < 5) return word.replace(/([^su])s$/, "$1");
  const root = shorten(shorten(word, INFLECTIONS, 3), DERIVATIONS, 4);
  return /([^aeiouls])\1$/.test(root) ? root.slice(0, -1) : root;
}

/** @param {string} word @param {RegExp} ending @param {number} least letters that must be left */
function shorten(word, ending, least) {
  const root = word.replace(ending, "");
  return root.length >= least ? root : word;
}
