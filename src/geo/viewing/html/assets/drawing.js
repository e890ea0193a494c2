// What every picture that is saved is made with: SVG elements, lines of text, a file.
const SVG = "http://www.w3.org/2000/svg";
export const EDGE_OF_PICTURE = 14; // pixels around a picture
export const FONT = "system-ui, sans-serif";

export const readPixels = (length) => Number(length.replace("px", ""));

export function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (parent) parent.append(made);
  return made;
}

// How wide a text is, in pixels.
export function measureText(text, font) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = font;
  return context.measureText(text).width;
}

// Lines of a text that are at most as wide as the picture.
function breakLines(text, font, width) {
  const lines = [""];
  text.split(" ").forEach((word) => {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (measureText(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  });
  return lines.filter(Boolean);
}

// Write lines into the picture; return where the next begins.
export function write(into, words, { y, width, size, weight = 400, fill }) {
  const lines = breakLines(words, `${weight} ${size}px ${FONT}`, width - 2 * EDGE_OF_PICTURE);
  lines.forEach((line, i) => {
    element("text", { x: EDGE_OF_PICTURE, y: y + (i + 1) * size * 1.3, fill, "font-family": FONT, "font-size": size, "font-weight": weight }, into).textContent = line;
  });
  return y + lines.length * size * 1.3;
}

export const slugify = (text) => text.normalize("NFKD").replaceAll(/[\u0300-\u036F]/gu, "").toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-").replaceAll(/^-|-$/gu, "");

// A picture as the text of an SVG file, and its size in pixels.
export function buildSvg(root, width, height) {
  Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }).forEach(([name, value]) => root.setAttribute(name, value));
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}

async function paintPicture({ svg, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(2 * width, 2 * height);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/png" });
}

export function saveFile(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Save a picture as SVG or PNG.
export async function savePictureAs(picture, suffix, name) {
  saveFile(suffix === "png" ? await paintPicture(picture) : new Blob([picture.svg], { type: "image/svg+xml" }), name);
}
