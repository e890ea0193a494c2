import { EDGE_OF_PICTURE, FONT, buildSvg, element, measureText, readPixels, savePictureAs, slugify, write } from "../drawing.js";

// A picture of the map as it is: an SVG of its own, with title, filters, legend, source and date, made in the browser.
const COLUMN = 168; // pixels at least of an entry of the legend
const DRAWN = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order", "vector-effect", "opacity", "font-family", "font-size", "font-weight", "text-anchor"];
const LEFT_OUT = ["tile", "shadow", "popup", "tooltip"]; // Leaflet's panes; what others draw may not be copied

// An SVG with the style that the page gives it written into it.
function copyDrawing(original, place) {
  const copy = original.cloneNode(true);
  const [from, to] = [original, copy].map((one) => [one, ...one.querySelectorAll("*")]);
  from.forEach((one, i) => {
    const style = getComputedStyle(one);
    DRAWN.forEach((name) => to[i].setAttribute(name, style.getPropertyValue(name)));
    ["class", "style", "tabindex", "aria-hidden", "pointer-events"].forEach((name) => to[i].removeAttribute(name));
  });
  Object.entries({ ...place, overflow: "visible" }).forEach(([name, value]) => copy.setAttribute(name, value));
  return copy;
}

// A line of text as the page shows it.
function copyText(original, { x, y, width, height }, halo) {
  const style = getComputedStyle(original);
  const words = original.textContent;
  const text = element("text", {
    x: x + width / 2, y: y + height / 2 + readPixels(style.fontSize) * 0.35, fill: style.color, opacity: style.opacity, "text-anchor": "middle",
    "font-family": FONT, "font-size": style.fontSize, "font-weight": style.fontWeight, "letter-spacing": style.letterSpacing,
    stroke: halo, "stroke-width": 2.5, "stroke-linejoin": "round", "paint-order": "stroke",
  });
  text.textContent = style.textTransform === "uppercase" ? words.toUpperCase() : words;
  return text;
}

// What of a canvas the frame shows.
function copyCanvas(original, box, frame, into) {
  const scale = original.width / box.width;
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)];
  const [width, height] = [Math.min(frame.width, box.x + box.width) - x, Math.min(frame.height, box.y + box.height) - y];
  if (width <= 0 || height <= 0) return;
  const part = Object.assign(document.createElement("canvas"), { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  part.getContext("2d").drawImage(original, (x - box.x) * scale, (y - box.y) * scale, width * scale, height * scale, 0, 0, part.width, part.height);
  element("image", { x, y, width, height, href: part.toDataURL(), opacity: getComputedStyle(original.parentElement).opacity, preserveAspectRatio: "none" }, into);
}

// What the panes of the map show, from the lowest.
function drawPanes(view, into, halo) {
  const frame = view.map.getContainer().getBoundingClientRect();
  const panes = [...view.map.getPane("mapPane").children].filter((pane) => !LEFT_OUT.some((name) => pane.matches(`.leaflet-${name}-pane`)));
  const depth = (pane) => Number(getComputedStyle(pane).zIndex) || 0;
  panes.sort((a, b) => depth(a) - depth(b)).forEach((pane) => pane.querySelectorAll(":not(svg *)").forEach((one) => {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return;
    const box = one.getBoundingClientRect();
    const place = { x: box.x - frame.x, y: box.y - frame.y, width: box.width, height: box.height };
    if (one.matches("svg")) into.append(copyDrawing(one, place));
    else if (one.matches("canvas")) copyCanvas(one, place, frame, into);
    else if (!one.children.length && one.textContent) into.append(copyText(one, place, halo));
    else if (one.matches(".dot")) element("circle", { cx: place.x + place.width / 2, cy: place.y + place.height / 2, r: place.width / 2, fill: getComputedStyle(one).backgroundColor }, into);
  }));
}

// The entries of the legend in columns; return where what follows begins.
function drawLegend(lines, into, { y, width, fill }) {
  const entries = lines.map((line) => {
    const sign = line.querySelector("svg");
    return { words: line.lastChild.textContent, sign, size: readPixels(getComputedStyle(sign).width) };
  });
  const column = Math.max(COLUMN, ...entries.map(({ words, size }) => size + 22 + measureText(words, `12px ${FONT}`)));
  const columns = Math.max(1, Math.floor((width - EDGE_OF_PICTURE) / column));
  const rows = entries.flatMap((_, n) => (n % columns ? [] : [entries.slice(n, n + columns)]));
  return rows.reduce((top, row) => {
    const height = Math.max(22, ...row.map(({ size }) => size + 4));
    row.forEach(({ words, sign, size }, i) => {
      const x = EDGE_OF_PICTURE + i * column;
      into.append(copyDrawing(sign, { x, y: top + (height - size) / 2, width: size, height: size }));
      element("text", { x: x + size + 8, y: top + height / 2 + 4, fill, "font-family": FONT, "font-size": 12 }, into).textContent = words;
    });
    return top + height;
  }, y);
}

// The picture as the text of an SVG file, and its size in pixels.
function buildPicture(view) {
  const { x: width, y: height } = view.map.getSize();
  const { ink, quiet, paper, sea, land } = view.colours();
  const { sentence } = view.state;
  const root = element("svg", { lang: view.language });
  element("title", {}, root).textContent = view.text("title");
  element("desc", {}, root).textContent = `${sentence}. ${view.text("source")}`;
  const ground = element("rect", { fill: paper, width }, root);
  const top = 8 + write(root, sentence, { y: write(root, view.text("title"), { y: 8, width, size: 17, weight: 650, fill: ink }), width, size: 13, fill: ink });
  const map = element("svg", { y: top, width, height, overflow: "hidden" }, root);
  element("rect", { fill: sea, width, height }, map);
  drawPanes(view, map, land);
  const sized = view.amounts ? write(root, view.text(view.amounts.kind), { y: top + height + 8, width, size: 12, weight: 650, fill: ink }) : top + height;
  const below = drawLegend(view.legend.listLines(), root, { y: sized + 8, width, fill: ink });
  const end = 10 + [...(view.amounts ? ["sized"] : []), "source", "credit"].reduce((y, key) => write(root, view.text(key), { y, width, size: 11, fill: quiet }), below + 2);
  ground.setAttribute("height", end);
  return buildSvg(root, width, end);
}

// The file's name: of the data, of what is shown of it, of its date.
function namePicture(view, suffix) {
  const { rows, sentence, size } = view.state;
  const shown = rows === null ? "" : slugify(sentence).slice(0, 80).replace(/-$/u, "");
  return `${[view.text("file"), shown, size && slugify(size.kind), view.text("date")].filter(Boolean).join("-")}.${suffix}`;
}

// Save the picture, as SVG or PNG. A street map is not in it: what another server sent, no page may copy.
export async function savePicture(view, suffix) {
  await savePictureAs(buildPicture(view), suffix, namePicture(view, suffix));
  view.say(view.tiles.isOn ? "pictureWithout" : "pictureSaved", true);
}
