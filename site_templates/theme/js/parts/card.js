// @ts-check
// The card of a paper beside a link to it (WCAG 2.2, 1.4.13): Escape puts it away, the pointer may
// rest on it, and it stays until pointer and focus have left.

import { cardOf } from "../cards.js";
import { make, one } from "../site.js";

const LEAVE_MS = 180;
const GAP = 8;

const card = make("div", { class: "card", id: "rl-card", role: "tooltip", hidden: true });
(one("main") ?? document.body).append(card);

/** @type {HTMLAnchorElement | null} */
let link = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

/** @param {HTMLAnchorElement} target @param {string} slug */
export async function show(target, slug) {
  const paper = await cardOf(slug).catch(() => null);
  if (!paper || !wanted(target)) return;
  hide();
  link = target;
  card.replaceChildren(...[
    make("b", {}, paper.title),
    make("p", { class: "by" }, [paper.authors, paper.published].filter(Boolean).join(" · ")),
    make("p", {}, paper.lines),
    make("p", { class: "by" }, [paper.status, paper.topics.map(([, title]) => title).join(", ")]
      .filter(Boolean).join(" ")),
  ].filter((part) => part.textContent));
  link.setAttribute("aria-describedby", card.id);
  card.hidden = false;
  place(link);
}

/** @param {HTMLElement} target */
const wanted = (target) => target.matches(":hover, :focus") || card.matches(":hover");

/** Below the link or, without room there, above it; never on it. @param {HTMLElement} target */
function place(target) {
  const lines = [...target.getClientRects()];
  const { width, height } = card.getBoundingClientRect();
  const [first, last] = [lines[0], lines[lines.length - 1]];
  const below = last.bottom + GAP + height <= innerHeight || first.top < height + GAP;
  const line = below ? last : first;
  const left = Math.max(GAP, Math.min(line.left, document.documentElement.clientWidth - width - GAP));
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(below ? last.bottom + GAP : first.top - GAP - height) + scrollY}px`;
}

function hide() {
  clearTimeout(leaving);
  card.hidden = true;
  link?.removeAttribute("aria-describedby");
  link = null;
}

function left() {
  clearTimeout(leaving);
  if (link) leaving = setTimeout(() => { if (link && !wanted(link)) hide(); }, LEAVE_MS);
}

document.addEventListener("pointerout", left);
document.addEventListener("focusout", left);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && link) {
    hide();
    event.stopImmediatePropagation();
  }
}, { capture: true });
