import { EDGE_OF_PICTURE, FONT, buildSvg, element, readPixels, saveFile, savePictureAs, slugify, write } from "./drawing.js";
import { around } from "./dom.js";

const MARKS = ".track i, .track u, .key, .dot"; // what of a chart is drawn and no text
const FORMULA = /^\s*[=+\-@]/u; // what a spreadsheet would run

// What only a screen reader reads is one pixel wide.
const isSeen = (one) => one.checkVisibility() && one.clientWidth !== 1;

// The words of a text by the lines in which they stand, each with its box; a column's heading may stand upright.
function listLines(node, isUpright) {
  const [range, lines] = [document.createRange(), []];
  for (const { 0: word, index } of node.data.matchAll(/\S+/gu)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    const side = isUpright ? "left" : "top";
    if (last && Math.abs(last.box[side] - box[side]) < 2) {
      last.words += ` ${word}`;
      last.length = isUpright ? last.box.bottom - box.top : box.right - last.box.left;
    } else lines.push({ words: word, box, length: isUpright ? box.height : box.width });
  }
  return lines;
}

function drawText(node, into, { x, y }) {
  const style = getComputedStyle(node.parentElement);
  const isUpright = style.writingMode !== "horizontal-tb";
  const size = readPixels(style.fontSize);
  listLines(node, isUpright).forEach(({ words, box, length }) => {
    const [left, top] = isUpright ? [box.right - x - size * 0.2, box.bottom - y] : [box.left - x, box.bottom - y - size * 0.35];
    const turn = isUpright ? { transform: `rotate(-90 ${left} ${top})` } : {};
    element("text", { x: left, y: top, fill: style.color, "font-family": FONT, "font-size": size, "font-weight": style.fontWeight, textLength: length, lengthAdjust: "spacingAndGlyphs", ...turn }, into).textContent = words;
  });
}

function drawMark(one, into, { x, y }) {
  const [box, style] = [one.getBoundingClientRect(), getComputedStyle(one)];
  const edge = readPixels(style.borderTopWidth);
  const radius = one.matches(".dot") ? box.width / 2 : 2;
  element("rect", {
    x: box.x - x + edge / 2, y: box.y - y + edge / 2, width: Math.max(box.width - edge, 1), height: box.height - edge, rx: radius,
    fill: style.backgroundColor, stroke: style.borderTopColor, "stroke-width": edge,
  }, into);
}

// A chart as it is shown, with its title and the source.
function buildChart(section, source) {
  const [table, style] = [section.querySelector("table"), getComputedStyle(section)];
  const box = table.getBoundingClientRect();
  const [width, title] = [box.width + 2 * EDGE_OF_PICTURE, section.dataset.title];
  const root = element("svg", { lang: document.documentElement.lang });
  element("title", {}, root).textContent = title;
  const ground = element("rect", { fill: getComputedStyle(section.closest(".pictures")).backgroundColor, width }, root);
  const top = 12 + write(root, title, { y: 8, width, size: 17, weight: 650, fill: style.color });
  const frame = { x: box.x - EDGE_OF_PICTURE, y: box.y - top };
  table.querySelectorAll(MARKS).forEach((one) => one.checkVisibility() && drawMark(one, root, frame));
  const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (isSeen(texts.currentNode.parentElement)) drawText(texts.currentNode, root, frame);
  const end = 10 + write(root, source, { y: top + box.height + 6, width, size: 11, fill: style.color });
  ground.setAttribute("height", end);
  return buildSvg(root, width, end);
}

function readCell(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll(".track, .glyph, .key, .dot + span").forEach((one) => one.remove());
  const text = copy.textContent.replaceAll(/\s+/gu, " ").trim();
  return FORMULA.test(text) ? `'${text}` : text;
}

// What a chart shows as CSV: words, and next to amounts and dates their values.
function buildTable(section) {
  const { rows } = section.querySelector("table");
  const units = [...rows[0].cells].map((cell) => cell.dataset.unit);
  const lines = [...rows].map((row, n) => [...row.cells].flatMap((cell, i) => {
    const words = readCell(cell);
    if (!units[i]) return [cell.dataset.value ?? words];
    return [words, n ? cell.dataset.value : `${words} (${units[i]})`];
  }));
  const quote = (value) => `"${value.replaceAll('"', '""')}"`;
  return new Blob(["\uFEFF", ...lines.map((line) => `${line.map((value) => quote(value)).join(",")}\n`)], { type: "text/csv" });
}

// Save a chart when one of its buttons is pressed.
export function saveCharts() {
  document.addEventListener("click", (event) => {
    const button = around(event, "[data-picture]");
    if (!button) return;
    const [section, { source, file }] = [button.closest(".picture"), button.closest(".pictures").dataset];
    const suffix = button.dataset.picture;
    const name = `${file}-${slugify(section.dataset.title)}.${suffix}`;
    if (suffix === "csv") saveFile(buildTable(section), name);
    else savePictureAs(buildChart(section, source), suffix, name);
  });
}
