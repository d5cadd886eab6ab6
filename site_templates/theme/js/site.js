// @ts-check
// What every module needs: where the site is, what is stored, what is said to the reader.

const script = /** @type {HTMLScriptElement} */ (document.getElementById("rl-script"));

export const bundle = script.src;
export const kind = script.dataset.kind ?? "";
const root = new URL("../", bundle);
const index = script.dataset.index ?? "";

/**
 * The address of a page or file of the site.
 * @param {string} path a folder ends in a slash
 */
export const address = (path) => new URL(path.endsWith("/") ? path + index : path, root).href;

/** @param {string} slug */
export const paperAddress = (slug) => address(`papers/${slug}.html`);

/** @param {string} question @param {string} [rest] */
export const searchAddress = (question, rest = "") =>
  `${address("search/")}?q=${encodeURIComponent(question)}${rest}`;

/** @type {any} */
const theme = window;

/** @param {string} key what is stored for this list, or null */
export const read = (key) => theme.__md_get(`reading-list.${key}`);

/** @param {string} key @param {unknown} value */
export const write = (key, value) => theme.__md_set(`reading-list.${key}`, value);

/** Path of the site's root: what is kept belongs to it. @type {string} */
export const scope = theme.__md_scope.pathname;

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement | null} */
export const one = (selector, within = document) => within.querySelector(selector);

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
export const all = (selector, within = document) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(selector))];

/** @param {string} text */
export const escape = (text) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * An element; what is given as text stays text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean>} attributes true: set without value; false: not set
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** @param {string} name */
export const icon = (name) => `<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`;

/** @param {number} n */
export const papers = (n) => `${n} ${n === 1 ? "paper" : "papers"}`;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let saying;

/** A short message at the foot of the page. @param {string} text */
export function say(text) {
  const toast = one("#rl-say");
  if (!toast) return;
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(saying);
  saying = setTimeout(() => { toast.hidden = true; }, 2400);
}

/** Puts text on the clipboard. @param {string} text @returns {Promise<boolean>} whether it is there */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // From disk and over plain HTTP there is only the old way.
    const area = make("textarea", { class: "vh", "aria-hidden": "true" });
    const focus = /** @type {HTMLElement | null} */ (document.activeElement);
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focus?.focus({ preventScroll: true });
    return done;
  }
}

/** Puts text on the clipboard, or selects it. @param {string} text @param {HTMLElement} shown */
export async function copy(text, shown) {
  const done = await copied(text);
  if (!done) getSelection()?.selectAllChildren(shown);
  say(done ? "Copied" : "Selected. Press Ctrl+C to copy");
}
