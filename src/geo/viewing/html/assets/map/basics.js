// What every part of the map uses: the themes and their shapes, settings, files.
// Outlines of about one unit around 0,0, each wide enough there to hold a number; a shape for each theme, in the order of
// the code list, so that colour is never the only sign.
export const SHAPES = {
  security: "M0-1.12 1.1.82H-1.1Z",
  economy: "M0-1.2 1.2 0 0 1.2-1.2 0Z",
  space: "M0-1.25.33-.42 1.19-.39.53.17.74 1.01 0 .55-.74 1.01-.53.17-1.19-.39-.33-.42Z",
  infrastructure: "M-.92-.92H.92V.92H-.92Z",
  people: "M-1.02 0A1.02 1.02 0 0 1 1.02 0 1.02 1.02 0 0 1-1.02 0Z",
};
export const THEMES = Object.keys(SHAPES);
// What a sign says of how well its place is known, as `geo.viewing.data.rings` has it: dashes in pixels and width of a
// ring; a region that is a point alone has corners in its place.
export const RINGS = [null, { name: "near", dash: [], width: 1.2 }, { name: "around", dash: [3.5, 3], width: 1.4 }, { name: "far", dash: [0.1, 5], width: 2.4 }, { name: "region", dash: [], width: 1.6 }];
export const NONE = THEMES.map(() => 0); // programmes of each theme

export const decode = (text) => JSON.parse(atob(text));
export const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// The bytes of a text in Ascii85, five letters for four bytes, in which "v" stands for "<".
function unpack(text) {
  const letters = text.replaceAll("z", "!!!!!").replaceAll("v", "<");
  const bytes = new Uint8Array(Math.floor(letters.length * 0.8));
  for (let i = 0; i * 5 < letters.length; i += 1) {
    let value = 0;
    for (const letter of letters.slice(i * 5, i * 5 + 5).padEnd(5, "u")) value = value * 85 + letter.charCodeAt(0) - 33;
    for (let k = 0; k < 4; k += 1) bytes[i * 4 + k] = value / 256 ** (3 - k);
  }
  return bytes;
}

// What an element of this page holds, where the whole page is one file; what is large is compressed in it.
export function readText({ type, textContent }) {
  if (type !== "application/gzip") return textContent;
  return new Response(new Blob([unpack(textContent)]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// What a URL holds; a bare fragment names an element of this page.
export async function read(url) {
  if (url.startsWith("#")) return JSON.parse(await readText(document.querySelector(url)));
  const response = await fetch(url);
  if (!response.ok) throw new Error(url);
  return response.json();
}
