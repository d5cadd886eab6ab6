// @ts-check
// The search dialog, from every page: a combobox over a list of links.

import {
  authorsOf, cloth, learnCloths, likeness, marked, matchedIn, publishedOf, topicAddress,
} from "./hits.js";
import { prepare, search } from "./search/index.js";
import { main } from "./search/shards.js";
import { fold } from "./search/words.js";
import { all, escape, kind, one, paperAddress, papers, searchAddress } from "./site.js";

const MOST_PAPERS = 7;
const MOST_TOPICS = 3;
const SHOWN_AT_FIRST = 6;
const NO_INDEX = "The search cannot be loaded. Please try again.";
/** A list box holds options only. @param {string} text */
const nothing = (text) => `<div class="oh" role="option" aria-disabled="true">${text}</div>`;
const FAILED = { html: nothing(NO_INDEX), words: NO_INDEX };

const dialog = /** @type {HTMLDialogElement | null} */ (one("dialog#search"));

/** @param {string} [question] */
export function openSearch(question = "") {
  dialog?.dispatchEvent(new CustomEvent("ask", { detail: question }));
}

export function startDialog() {
  if (!dialog) return;
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
  const out = /** @type {HTMLElement} */ (one(".out", dialog));
  const live = one("[aria-live]", dialog);
  let selected = 0;
  let asked = 0;
  let running = false;

  const options = () => all(".opt", out);
  const select = (/** @type {number} */ place) => {
    selected = place;
    options().forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === selected));
      if (i === selected) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
    if (!options().length) input.removeAttribute("aria-activedescendant");
  };

  /** Answers what stands in the field, one question at a time: letters are typed fast. */
  async function run() {
    asked += 1;
    if (running) return;
    running = true;
    for (let turn = 0; turn !== asked; ) {
      turn = asked;
      const question = input.value.trim();
      const made = await (question ? answer(question, () => turn !== asked) : first()).catch(() => FAILED);
      if (turn !== asked) continue;
      out.innerHTML = made.html;
      options().forEach((option, i) => { option.id = `option-${i}`; });
      if (live) live.textContent = made.words;
      select(0);
    }
    running = false;
  }

  dialog.addEventListener("ask", (event) => {
    prepare();
    if (!dialog.open) dialog.showModal();
    input.value = /** @type {CustomEvent<string>} */ (event).detail;
    if (!input.value) input.select();
    run();
  });
  input.addEventListener("input", run);
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") {
      event.preventDefault(); // or the field would only be emptied
      dialog.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      select((selected + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const option = options()[selected];
      if (option) option.click();
      else if (input.value.trim()) location.href = searchAddress(input.value.trim());
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  for (const button of all("[data-seek]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      openSearch();
    });
  }
  startBigBox();
}

/** The big box of the home page answers in the same dialog, from the first letter on. */
function startBigBox() {
  const big = kind === "home" ? one("[data-bigsearch]") : null;
  if (!(big instanceof HTMLInputElement)) return;
  big.addEventListener("focus", prepare);
  big.addEventListener("input", () => {
    if (big.value) openSearch(big.value);
  });
  dialog?.addEventListener("close", () => { big.value = ""; });
}

/** @param {{id: string, title: string, area: string}} topic @param {string} html @param {string} more */
const topicOption = (topic, html, more) =>
  `<a class="opt ${cloth(topic)}" role="option" href="${escape(topicAddress(topic.id))}">` +
  `<span class="spine"></span>${html}<i>${more}</i></a>`;

async function first() {
  await learnCloths();
  const { topics } = await main();
  const shown = topics.slice(0, SHOWN_AT_FIRST).map(([id, title, area]) => ({ id, title, area }));
  const made = shown.map((topic) => topicOption(topic, escape(topic.title), "topic"));
  return { html: group("Topics", made, 0), words: "" };
}

/** @param {string} title @param {string[]} made @param {number} number */
const group = (title, made, number) =>
  made.length
    ? `<div role="group" aria-labelledby="group-${number}"><div class="oh" id="group-${number}" ` +
      `role="presentation">${title}</div>${made.join("")}</div>`
    : "";

/** @param {string} question @param {() => boolean} stale */
async function answer(question, stale) {
  await learnCloths();
  const found = await search(question, { limit: MOST_PAPERS, stale });
  const words = fold(question).split(/[^\p{L}\p{N}]+/u);
  const topics = found.topics.slice(0, MOST_TOPICS).map((topic) =>
    topicOption(topic, marked(topic.title, words), "topic"));
  const made = found.hits.map((hit) => {
    const line = [authorsOf(hit), publishedOf(hit), hit.topics[0]?.title].filter(Boolean);
    const why = [matchedIn(hit, [hit.title, ...line]), likeness(hit)].filter(Boolean);
    return (
      `<a class="opt ${cloth(hit.topics[0])}" role="option" href="${escape(paperAddress(hit.slug))}">` +
      `<span class="spine"></span>${marked(hit.title, hit.words)}` +
      `<small>${[marked(line.join(" · "), hit.words), ...why].join(" · ")}</small></a>`
    );
  });
  if (found.total > found.hits.length) {
    made.push(
      `<a class="opt" role="option" href="${escape(searchAddress(question))}">` +
      `<small>All ${papers(found.total)} for “${escape(question)}”, with filters</small></a>`,
    );
  }
  const title = found.widened ? "Papers, also in other words" : "Papers";
  const html = group("Topics", topics, 0) + group(title, made, 1);
  return {
    html: html || nothing("No paper answers this. Try fewer words, or an author’s name."),
    words: papers(found.total),
  };
}
