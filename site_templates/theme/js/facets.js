// @ts-check
// The form of facets: what is chosen, the address that says so, counts and chips.

import { all, one } from "./site.js";

/** @typedef {Record<string, string[]>} Chosen */

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
export const boxes = (form) =>
  /** @type {HTMLInputElement[]} */ (all("input[type=checkbox]", form));

/** @param {HTMLFormElement} form @returns {Chosen} */
export function chosen(form) {
  /** @type {Chosen} */
  const found = {};
  for (const box of boxes(form)) if (box.checked) (found[box.name] ??= []).push(box.value);
  return found;
}

/**
 * The query of an address: facets, question and sort.
 * @param {Chosen} values @param {string} question @param {string} sort empty: the usual one
 */
export function query(values, question, sort) {
  const found = new URLSearchParams();
  if (question) found.set("q", question);
  for (const [name, list] of Object.entries(values)) found.set(name, list.join(","));
  if (sort) found.set("sort", sort);
  const text = found.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

/**
 * Writes the state into the address. What was chosen is a step that "Back" takes back; what is
 * typed is none, or each letter would be one.
 * @param {string} text query @param {boolean} typing
 */
export function remember(text, typing) {
  if (text === location.search) return;
  history[typing ? "replaceState" : "pushState"](null, "", text || location.pathname);
}

/** Checks the boxes that the address names. @param {HTMLFormElement} form */
export function fromAddress(form) {
  const given = new URLSearchParams(location.search);
  for (const box of boxes(form)) {
    box.checked = (given.get(box.name) ?? "").split(",").includes(box.value);
    const more = box.closest("details:not(.rail)");
    if (box.checked && more instanceof HTMLDetailsElement) more.open = true;
  }
  return given;
}

/**
 * Writes the counts beside the boxes. A value without papers cannot be chosen.
 * @param {HTMLFormElement} form
 * @param {(name: string, value: string) => number | null} count null: not known
 */
export function showCounts(form, count) {
  const list = boxes(form).map((box) => ({ box, n: count(box.name, box.value) }));
  /** @type {Record<string, number>} */
  const most = {};
  for (const { box, n } of list) most[box.name] = Math.max(most[box.name] ?? 1, n ?? 0);
  for (const { box, n } of list) {
    const label = box.closest("label");
    const number = label && one(".num", label);
    const text = n === null ? "" : String(n);
    if (number && number.textContent !== text) number.textContent = text;
    box.disabled = n === 0 && !box.checked;
    const bar = label?.querySelector(".bar rect");
    bar?.setAttribute("width", String(Math.round((100 * (n ?? 0)) / most[box.name])));
  }
}

/**
 * Shows what is chosen as chips that take it back.
 * @param {HTMLFormElement} form @param {[string, () => void][]} more chips beside the boxes
 * @param {() => void} changed
 */
export function showChips(form, more, changed) {
  const row = one("#chips");
  const number = one("#fn");
  if (!row) return;
  row.replaceChildren();
  /** @param {string} text @param {() => void} undo @param {string} [kind] */
  const add = (text, undo, kind = "") => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = kind;
    chip.textContent = text;
    chip.addEventListener("click", () => {
      undo();
      changed();
      const next = one("#chips button") ?? one(".rail input");
      next?.focus();
    });
    row.append(chip);
  };
  for (const [text, undo] of more) add(`${text} ×`, undo);
  const checked = boxes(form).filter((box) => box.checked);
  for (const box of checked) {
    const label = box.closest("label");
    const name = (label && one("span", label)?.textContent) ?? box.value;
    add(`${name} ×`, () => { box.checked = false; });
  }
  const total = more.length + checked.length;
  if (total > 1) {
    const clear = () => {
      for (const box of checked) box.checked = false;
      for (const [, undo] of more) undo();
    };
    add("Clear all", clear, "clear");
  }
  if (number) number.textContent = total ? String(total) : "";
}
