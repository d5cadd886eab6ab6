// @ts-check
// Single papers, fetched by their slug or its checksum: see generator/cards.py.

import { crc32 } from "./search/filters.js";
import { load } from "./search/shards.js";

/**
 * @typedef {object} State
 * @property {string} version
 * @property {number} papers
 * @property {number} files
 * @property {[string, string, string, string, string, string][]} formats name, ending of files,
 *   media type, what stands before, between and behind papers
 * @property {string} sketch
 */

/** @typedef {{slug: string, title: string, authors: string, published: string, lines: string,
 *   topics: [string, string][], status: string}} Card */

const FOLDER = "../list/";

/** @returns {Promise<State>} */
export const listState = () => load(`${FOLDER}state`);

/** @param {string} kind @param {number} sum */
async function file(kind, sum) {
  const { files, version } = await listState();
  return load(`${FOLDER}${kind}-${sum % files}`, version);
}

/** The paper with this slug, or that once had it. @param {string} slug @returns {Promise<Card | null>} */
export const cardOf = (slug) => cardBySum(crc32(slug));

/** @param {number} sum checksum of a slug @returns {Promise<Card | null>} */
export async function cardBySum(sum) {
  const cards = await file("cards", sum);
  const slug = Object.keys(cards).find((name) => crc32(name) === sum);
  if (!slug) return null;
  if (typeof cards[slug] === "string") return cardOf(cards[slug]);
  const [title, authors = "", published = "", lines = "", topics = [], status = ""] = cards[slug];
  return { slug, title, authors, published, lines, topics, status };
}

/** A paper in all formats; null: not in the list. @param {string} slug @returns {Promise<string[] | null>} */
export async function citationsOf(slug) {
  const cites = await file("cite", crc32(slug));
  if (Object.hasOwn(cites, slug)) return cites[slug];
  const card = await cardOf(slug);
  return card && card.slug !== slug ? citationsOf(card.slug) : null;
}
