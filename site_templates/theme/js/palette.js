// @ts-check
// The choice of colours where the theme's own script is left out: same form, same stored value.

import { all, one } from "./site.js";

/** @type {any} */
const theme = window;
const SYSTEM = "(prefers-color-scheme)";
const KEYS = ["media", "scheme", "primary", "accent"];

/** @param {HTMLElement} input */
const colorOf = (input) =>
  Object.fromEntries(KEYS.map((key) => [key, input.getAttribute(`data-md-color-${key}`) ?? ""]));

export function startPalette() {
  const form = one(".palette");
  const inputs = /** @type {HTMLInputElement[]} */ (form ? all("input", form) : []);
  if (!form || !inputs.length || one("#__config")) return;
  const light = matchMedia("(prefers-color-scheme: light)");

  let shown = 0;

  /** @param {number} index */
  const show = (index) => {
    shown = index;
    const color = colorOf(inputs[index]);
    if (color.media === SYSTEM) {
      const media = `(prefers-color-scheme: ${light.matches ? "light" : "dark"})`;
      const meant = inputs.find((input) => input.dataset.mdColorMedia === media);
      if (meant) Object.assign(color, colorOf(meant), { media: SYSTEM });
    }
    for (const [key, value] of Object.entries(color)) {
      document.body.setAttribute(`data-md-color-${key}`, value);
    }
    for (const [i, input] of inputs.entries()) {
      const label = input.nextElementSibling;
      if (label instanceof HTMLLabelElement) label.hidden = i !== index;
    }
    return { index, color };
  };
  const restore = () => {
    const fits = inputs.findIndex((input) => matchMedia(input.dataset.mdColorMedia ?? "").matches);
    const index = Number(theme.__md_get("__palette")?.index ?? fits) || 0;
    show(Math.max(0, Math.min(index, inputs.length - 1)));
  };

  form.addEventListener("change", (event) => {
    const index = inputs.indexOf(/** @type {HTMLInputElement} */ (event.target));
    theme.__md_set("__palette", show(index));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const next = inputs[(shown + 1) % inputs.length];
    next.click();
    next.focus();
  });
  light.addEventListener("change", restore);
  restore();
}
