// @ts-check
// Menus close as menus do; tabs of hand-written pages remember their choice.

import { all, one } from "./site.js";

export function startMenus() {
  const menus = /** @type {HTMLDetailsElement[]} */ (all("details.menu"));
  document.addEventListener("click", (event) => {
    for (const menu of menus) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
    }
  });
  for (const menu of menus) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      one("summary", menu)?.focus();
    });
  }
}

/** What the theme does with inline scripts in partials/javascripts/content. */
export function startTabs() {
  /** @type {any} */
  const theme = window;
  const kept = theme.__md_get("__tabs");
  for (const set of Array.isArray(kept) ? all(".tabbed-set") : []) {
    const labels = /** @type {HTMLLabelElement[]} */ (all(".tabbed-labels > label", set));
    const label = labels.find((one) => kept.includes(one.innerText.trim()));
    const input = label && document.getElementById(label.htmlFor);
    if (input instanceof HTMLInputElement) input.checked = true;
  }
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLInputElement) target.checked = target.name.startsWith("__tabbed_");
}
