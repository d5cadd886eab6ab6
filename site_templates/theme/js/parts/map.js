// @ts-check
// The map: the point under the pointer, or under the arrow keys, becomes a link to its paper. What
// it says of a paper comes from the files of the search. Without this script the map is a picture.

import { search } from "../search/index.js";
import { load, main } from "../search/shards.js";
import { simpleSlug } from "../search/words.js";
import { all, escape, one, paperAddress, papers } from "../site.js";

/**
 * @typedef {object} Point a paper
 * @property {number} number its place in the search index
 * @property {number[]} related numbers of papers to which lines lead
 * @property {number} x
 * @property {number} y
 * @property {number} cloth
 * @property {string} topic
 * @property {string} path id of its topic's path
 */
/** @typedef {{title: string, slug: string, line: string}} Card */

const REACH_PX = 24;
const FINGER_PX = 14;
const GAP_PX = 18;
const MOST_ZOOM = 8;
const STEP = 1.6;
const SMALLEST_LABEL_PX = 12.5;
const LABEL = 13.5;
/** Where a picture is so small, names of topics would cover it. */
const FAR = 0.5;

const NS = "http://www.w3.org/2000/svg";

/** @param {string} name @param {Record<string, string | number>} attributes */
function svgElement(name, attributes) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * Rules of our own, one a selector: no element gets a style of its own.
 * @param {string[]} selectors
 */
function ownStyles(...selectors) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return selectors.map((selector, i) => {
    sheet.insertRule(`${selector} {}`, i);
    return /** @type {CSSStyleRule} */ (sheet.cssRules[i]).style;
  });
}

/** @param {number} number @returns {Promise<Card>} */
async function cardOf(number) {
  const index = await main();
  const chunk = await load(`papers-${Math.floor(number / index.chunk)}`, index.version);
  const [title, slug, names = "", count = 0, year = 0, venue = ""] = chunk[number % index.chunk];
  const authors = names ? names.split(";") : [];
  const more = count - authors.length;
  const by = authors.join(", ") + (more > 0 ? ` and ${more} more` : "");
  const published = year && !venue.endsWith(String(year)) ? `${venue} ${year}`.trim() : venue;
  return {
    title,
    slug: slug || simpleSlug(title),
    line: [by, published].filter(Boolean).join(" · "),
  };
}

class Atlas {
  /** @param {HTMLElement} map @param {SVGSVGElement} svg @param {HTMLElement} box @param {HTMLElement} card */
  constructor(map, svg, box, card) {
    this.map = map;
    this.svg = svg;
    this.box = box;
    this.card = card;
    this.width = svg.viewBox.baseVal.width;
    this.height = svg.viewBox.baseVal.height;
    this.zoom = 1;
    this.turn = 0;
    /** Of the box before it was zoomed, in pixels; the page below stays where it is. */
    this.high = 0;
    this.dragged = false;
    /** @type {Point | null} */
    this.current = null;
    this.points = all("defs path[data-n]", svg).flatMap((path) => this.pointsOf(path));
    this.byNumber = new Map(this.points.map((point) => [point.number, point]));
    this.at = /** @type {Element} */ (svg.querySelector(".at"));
    [this.svgStyle, this.boxStyle, this.cardStyle] = ownStyles(".map-svg", ".map-box", ".map-card");
  }

  /** @param {HTMLElement} path @returns {Point[]} */
  pointsOf(path) {
    const numbers = (path.dataset.n ?? "").split(" ").map(Number);
    const related = (path.dataset.r ?? "").split(" ");
    const places = [...(path.getAttribute("d") ?? "").matchAll(/M(\d+) (\d+)/g)];
    return places.map(([, x, y], i) => ({
      number: numbers[i],
      related: related[i] ? related[i].split(",").map(Number) : [],
      x: Number(x),
      y: Number(y),
      cloth: Number(path.dataset.c),
      topic: path.dataset.title ?? "",
      path: path.id,
    }));
  }

  async start() {
    this.fit();
    addEventListener("resize", () => this.fit());
    const middle = this.closest(this.width / 2, this.height / 2, Infinity);
    if (middle) await this.point(middle);
    this.hush();
    this.startPointer();
    this.startKeys();
    this.startZoom();
    this.startChoice();
  }

  /** Pixels a unit of the map. */
  get scale() {
    return this.svg.getBoundingClientRect().width / this.width;
  }

  /** Points and names keep their size on the screen, nearly, however close the map is. */
  fit() {
    const scale = this.scale;
    const dot = Number(this.svg.dataset.dot);
    const style = this.svgStyle;
    style.setProperty("--dot", String(dot / Math.sqrt(Math.max(0.35, scale))));
    style.setProperty("--unit", String(1 / scale));
    style.setProperty("--label", String(Math.max(SMALLEST_LABEL_PX, LABEL * scale ** 0.2) / scale));
    this.map.classList.toggle("far", scale < FAR);
    if (this.current && !this.card.hidden) this.placeCard(this.current);
  }

  /** @param {number} x @param {number} y @param {number} reach in units */
  closest(x, y, reach) {
    let found = null;
    let least = reach ** 2;
    for (const point of this.points) {
      const square = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (square < least) {
        least = square;
        found = point;
      }
    }
    return found;
  }

  /** @param {{clientX: number, clientY: number}} event @param {number} [reach] in pixels */
  under(event, reach = REACH_PX) {
    const frame = this.svg.getBoundingClientRect();
    const scale = this.scale;
    const x = (event.clientX - frame.left) / scale;
    return this.closest(x, (event.clientY - frame.top) / scale, reach / scale);
  }

  startPointer() {
    const { svg, box } = this;
    /** @type {{x: number, y: number, left: number, top: number} | null} */
    let held = null;
    box.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      if (held) {
        const dx = event.clientX - held.x;
        const dy = event.clientY - held.y;
        if (Math.abs(dx) + Math.abs(dy) > 4) this.dragged = true;
        if (this.dragged) box.scrollTo(held.left - dx, held.top - dy);
        return;
      }
      const found = this.under(event);
      if (found) this.point(found);
      else this.hush();
    });
    box.addEventListener("pointerleave", () => this.hush());
    box.addEventListener("pointerdown", (event) => {
      this.dragged = false;
      if (event.pointerType !== "mouse" || event.button) return;
      held = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop };
    });
    addEventListener("pointerup", () => { held = null; });
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    // A finger is broad, and browsers move its click to a link nearby: where it came down counts.
    /** @type {{clientX: number, clientY: number} | null} */
    let finger = null;
    svg.addEventListener("pointerdown", (event) => {
      finger = event.pointerType === "touch" ? event : null;
    });
    svg.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("a");
      const found = finger ? this.under(finger, FINGER_PX) : this.under(event);
      const known = found && found === this.current && !this.card.hidden;
      if (this.dragged) event.preventDefault();
      else if (finger && found && !known) {
        event.preventDefault();
        this.point(found);
      } else if (!link) {
        if (found) this.point(found);
        else this.hush();
      }
      finger = null;
    }, { capture: true });
  }

  startKeys() {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    this.at.addEventListener("keydown", (pressed) => {
      const event = /** @type {KeyboardEvent} */ (pressed);
      const way = /** @type {Record<string, number[]>} */ (ways)[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey || !this.current) return;
      if (way) {
        event.preventDefault();
        const next = this.beside(this.current, way[0], way[1]);
        if (next) this.point(next, true);
      } else if (event.key === "+") this.closer(STEP);
      else if (event.key === "-") this.closer(1 / STEP);
    });
    this.at.addEventListener("focusin", () => {
      if (this.current) this.point(this.current);
    });
    this.at.addEventListener("focusout", () => this.hush());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.putAway(); // wherever pointer and focus are (WCAG 1.4.13)
    });
  }

  /** The next point that way. @param {Point} from @param {number} right @param {number} down */
  beside(from, right, down) {
    let found = null;
    let least = Infinity;
    for (const point of this.points) {
      const dx = point.x - from.x;
      const dy = point.y - from.y;
      const along = dx * right + dy * down;
      const across = Math.abs(dx * down) + Math.abs(dy * right);
      const cost = along + 2 * across;
      if (along > 0 && across <= 2 * along && cost < least) {
        least = cost;
        found = point;
      }
    }
    return found;
  }

  /**
   * Make a point the link that it stands for.
   * @param {Point} point
   * @param {boolean} [focused] by the keys: a new element, so that it is read out
   */
  async point(point, focused = false) {
    const turn = (this.turn += 1);
    let link = this.at.firstElementChild;
    if (point !== this.current || !link || this.card.hidden) {
      const card = await cardOf(point.number);
      if (turn !== this.turn) return;
      this.current = point;
      if (!link || focused) {
        const made = svgElement("a", { tabindex: 0 });
        made.append(svgElement("circle", { class: "hold" }), svgElement("circle", { class: "ring" }));
        this.at.append(made);
        if (focused) made.focus({ preventScroll: true });
        link?.remove();
        link = made;
      }
      link.setAttribute("href", paperAddress(card.slug));
      link.setAttribute("class", `c${point.cloth}`);
      link.setAttribute("aria-label", [card.title, card.line, point.topic].filter(Boolean).join(". "));
      for (const circle of link.children) {
        circle.setAttribute("cx", String(point.x));
        circle.setAttribute("cy", String(point.y));
      }
      this.card.innerHTML =
        `<a href="${escape(paperAddress(card.slug))}" tabindex="-1"><b>${escape(card.title)}</b>` +
        `${card.line ? `<span>${escape(card.line)}</span>` : ""}` +
        `<i class="c${point.cloth}"><span class="spine"></span>${escape(point.topic)}</i></a>`;
      this.drawLines(point);
    }
    this.at.classList.add("on");
    this.card.hidden = false;
    if (focused) this.bringIntoView(point);
    this.placeCard(point);
  }

  /** @param {Point} point */
  drawLines(point) {
    const ends = point.related.flatMap((n) => this.byNumber.get(n) ?? []);
    const d = ends.map((end) => `M${point.x} ${point.y}L${end.x} ${end.y}`).join("");
    this.svg.querySelector(".lines")?.replaceChildren(svgElement("path", { d }));
  }

  /** Nothing is pointed at; the link stays where it is, for the Tab key. */
  hush() {
    if (this.at.contains(document.activeElement) && this.current) return;
    this.putAway();
    this.at.classList.remove("on");
  }

  /** The card and the lines, for they cover others. */
  putAway() {
    this.turn += 1;
    this.card.hidden = true;
    this.svg.querySelector(".lines")?.replaceChildren();
  }

  /** @param {Point} point */
  placeCard(point) {
    const frame = this.box.getBoundingClientRect();
    const drawn = this.svg.getBoundingClientRect();
    const x = drawn.left - frame.left + point.x * this.scale;
    const y = drawn.top - frame.top + point.y * this.scale;
    const { offsetWidth: wide, offsetHeight: high } = this.card;
    const beside = x + GAP_PX + wide < frame.width ? x + GAP_PX : x - GAP_PX - wide;
    const low = y + GAP_PX + high < frame.height ? y + GAP_PX : y - GAP_PX - high;
    const left = beside < 0 ? (frame.width - wide) / 2 : beside;
    const top = beside < 0 ? low : Math.min(y - high / 2, frame.height - high - 4);
    this.cardStyle.left = `${left}px`;
    this.cardStyle.top = `${Math.max(4, top)}px`;
  }

  /** @param {Point} point */
  bringIntoView(point) {
    const { box, scale } = this;
    const edge = 60;
    const x = point.x * scale + (this.svg.getBoundingClientRect().left - box.getBoundingClientRect().left) + box.scrollLeft;
    const y = point.y * scale;
    if (x < box.scrollLeft + edge || x > box.scrollLeft + box.clientWidth - edge) {
      box.scrollLeft = x - box.clientWidth / 2;
    }
    if (y < box.scrollTop + edge || y > box.scrollTop + box.clientHeight - edge) {
      box.scrollTop = y - box.clientHeight / 2;
    }
    const { top, bottom } = this.svg.querySelector(".at .ring")?.getBoundingClientRect() ?? box.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 40) scrollBy(0, top - innerHeight / 2);
  }

  startZoom() {
    for (const button of all("[data-zoom]", this.map)) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "in") this.closer(STEP);
        else if (button.dataset.zoom === "out") this.closer(1 / STEP);
        else this.showAll();
      });
    }
    this.box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.closer(Math.exp(-event.deltaY / 300), event);
    }, { passive: false });
    /** @type {number} */
    let apart = 0;
    const between = (/** @type {TouchList} */ [one, two]) =>
      Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    this.box.addEventListener("touchstart", (event) => {
      if (event.touches.length === 2) apart = between(event.touches);
    }, { passive: true });
    this.box.addEventListener("touchmove", (event) => {
      if (event.touches.length !== 2 || !apart) return;
      event.preventDefault();
      const now = between(event.touches);
      const [one, two] = event.touches;
      this.closer(now / apart, {
        clientX: (one.clientX + two.clientX) / 2,
        clientY: (one.clientY + two.clientY) / 2,
      });
      apart = now;
    }, { passive: false });
  }

  /** The whole map in its box. */
  showAll() {
    const own = this.svg.getBoundingClientRect().width / this.zoom;
    this.closer(Math.min(1, this.box.clientWidth / own) / this.zoom);
  }

  /** @param {number} by @param {{clientX: number, clientY: number}} [around] that stays in place */
  closer(by, around) {
    const { box, svg } = this;
    const frame = box.getBoundingClientRect();
    const before = svg.getBoundingClientRect();
    const own = before.width / this.zoom;
    const least = Math.min(1, box.clientWidth / own);
    this.zoom = Math.max(least, Math.min(MOST_ZOOM, this.zoom * by));
    const x = around?.clientX ?? frame.left + frame.width / 2;
    const y = around?.clientY ?? frame.top + frame.height / 2;
    const right = (x - before.left) / before.width;
    const down = (y - before.top) / before.height;
    this.high ||= box.clientHeight;
    this.svgStyle.width = this.zoom === 1 ? "" : `${own * this.zoom}px`;
    this.svgStyle.minWidth = this.zoom === 1 ? "" : "0";
    this.svgStyle.maxWidth = this.zoom === 1 ? "" : "none";
    this.boxStyle.height = this.zoom === 1 ? "" : `${this.high}px`;
    if (this.zoom === 1) this.high = 0;
    const after = svg.getBoundingClientRect();
    box.scrollLeft += after.left + right * after.width - x;
    box.scrollTop += after.top + down * after.height - y;
    this.fit();
  }

  /** Areas, topics and words pick points; the others step back. */
  startChoice() {
    const input = one("#map-q", this.map);
    /** @type {Set<number> | null} */
    let wanted = null;
    let asked = 0;
    const rest = () => this.pick(wanted && ((point) => /** @type {Set<number>} */ (wanted).has(point.number)));
    const offer = (/** @type {HTMLElement} */ link, /** @type {(point: Point) => boolean} */ test) => {
      for (const event of ["pointerenter", "focus"]) link.addEventListener(event, () => this.pick(test));
      for (const event of ["pointerleave", "blur"]) link.addEventListener(event, rest);
    };
    for (const link of all("[data-cloth]", this.map)) {
      offer(link, (point) => point.cloth === Number(link.dataset.cloth));
    }
    for (const link of all("a[data-topic]", this.map)) {
      offer(link, (point) => point.path === `t${link.dataset.topic}`);
    }
    if (!(input instanceof HTMLInputElement)) return;
    input.addEventListener("input", async () => {
      const turn = (asked += 1);
      const question = input.value.trim();
      const found = question ? new Set((await search(question, { limit: 0 })).numbers) : null;
      if (turn !== asked) return;
      wanted = found;
      rest();
      const count = one("#map-count", this.map);
      const shown = this.points.filter((point) => found?.has(point.number)).length;
      if (count) count.textContent = found ? `${shown} of ${papers(this.points.length)}` : papers(this.points.length);
    });
  }

  /** @param {((point: Point) => boolean) | null} test */
  pick(test) {
    this.svg.classList.toggle("dim", Boolean(test));
    /** @type {Map<string, Point[]>} */
    const byPath = new Map();
    for (const point of test ? this.points.filter(test) : []) {
      byPath.set(point.path, [...(byPath.get(point.path) ?? []), point]);
    }
    const made = [...byPath.values()].map((points) =>
      svgElement("path", {
        class: `c${points[0].cloth}`,
        d: points.map(({ x, y }) => `M${x} ${y}h0`).join(""),
      }));
    this.svg.querySelector(".hits")?.replaceChildren(...made);
  }
}

const map = one("[data-map]");
const box = map && one(".map-box", map);
const card = map && one(".map-card", map);
const svg = map?.querySelector("svg.map-svg");
if (map && box && card && svg instanceof SVGSVGElement) new Atlas(map, svg, box, card).start();
