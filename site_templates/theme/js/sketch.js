// @ts-check
// Which papers came and went between two visits, told from two sketches of fixed size: as
// sketch() in generator/cards.py, which says whose method it is.

const CELLS = 64;
const SHIFT = 26;
const MIXERS = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35];
const CHECK_MIXER = 0x27d4eb2f;
const CELL_BYTES = 7;

/** @typedef {{count: number, key: number, check: number}[]} Cells */

/** @param {number} key */
const checkOf = (key) => Math.imul(key, CHECK_MIXER) >>> 16;

/** @param {number} key where it stands in each part */
const placesOf = (key) =>
  MIXERS.map((mixer, part) => part * CELLS + (Math.imul(key, mixer) >>> SHIFT));

/** @param {string} text @returns {Cells} */
function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (bytes.length !== MIXERS.length * CELLS * CELL_BYTES) throw new RangeError("not a sketch");
  const view = new DataView(bytes.buffer);
  return Array.from({ length: MIXERS.length * CELLS }, (_, i) => ({
    count: view.getUint8(i * CELL_BYTES),
    key: view.getUint32(i * CELL_BYTES + 1, true),
    check: view.getUint16(i * CELL_BYTES + 5, true),
  }));
}

/**
 * The checksums of what only one of two sketches has; null if that is too much to be read off.
 * @param {string} before @param {string} after
 * @returns {{came: number[], went: number[]} | null}
 */
export function difference(before, after) {
  const old = unpack(before);
  const cells = unpack(after).map((cell, i) => ({
    count: ((cell.count - old[i].count) << 24) >> 24,
    key: (cell.key ^ old[i].key) >>> 0,
    check: cell.check ^ old[i].check,
  }));
  /** @type {number[]} */
  const came = [];
  /** @type {number[]} */
  const went = [];
  const waiting = cells.map((_, i) => i);
  while (waiting.length && came.length + went.length < cells.length) {
    const place = /** @type {number} */ (waiting.pop());
    const { count, key, check } = cells[place];
    const alone = Math.abs(count) === 1 && check === checkOf(key) && placesOf(key).includes(place);
    if (!alone) continue;
    (count > 0 ? came : went).push(key);
    for (const other of placesOf(key)) {
      const cell = cells[other];
      cell.count -= count;
      cell.key = (cell.key ^ key) >>> 0;
      cell.check ^= check;
      waiting.push(other);
    }
  }
  const empty = cells.every(({ count, key, check }) => !count && !key && !check);
  return empty ? { came, went } : null;
}
