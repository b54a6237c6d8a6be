/** SVG, a shape at a time. Colours follow the reader's light or dark theme; the ground is painted, so either is readable. */

export type Anchor = "start" | "middle" | "end";
export type TextClass = "title" | "head" | "pin" | "text" | "small";

export interface TextOptions {
  readonly anchor?: Anchor;
  readonly style?: TextClass;
}

export const FONT_PX: Readonly<Record<TextClass, number>> = { title: 22, head: 14, pin: 13, text: 13, small: 12 };
/** What a character takes at most on average, in parts of its height: wide enough for any sans-serif in use. */
const WIDTH_EM = 0.56;
const PIN_WIDTH_EM = 0.62;

const STYLE = `
  .paper { fill: #ffffff }
  .box { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.5 }
  .board { fill: #ddf4e4; stroke: #1a7f37; stroke-width: 2 }
  .optional { fill: #ffffff; stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 5 4 }
  .part { fill: #ffffff; stroke: #24292f; stroke-width: 1.5 }
  .wire { fill: none; stroke: #24292f; stroke-width: 1.5 }
  .power { fill: none; stroke: #cf222e; stroke-width: 2 }
  .node { fill: #24292f }
  .red { fill: #e5484d } .yellow { fill: #f5c400 } .green { fill: #30a46c }
  text { fill: #1f2328; font-family: "Helvetica Neue", Arial, "Noto Sans", sans-serif; font-size: 13px }
  .title { font-size: 22px; font-weight: 600 } .head { font-size: 14px; font-weight: 600 }
  .pin { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, monospace; font-weight: 600 }
  .small { font-size: 12px; fill: #57606a }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 }
    .box { fill: #161b22; stroke: #8b949e }
    .board { fill: #12261a; stroke: #3fb950 }
    .optional { fill: #0d1117; stroke: #6e7681 }
    .part { fill: #0d1117; stroke: #e6edf3 }
    .wire { stroke: #e6edf3 }
    .power { stroke: #ff7b72 }
    .node { fill: #e6edf3 }
    text { fill: #e6edf3 }
    .small { fill: #9ea7b3 }
  }
`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string);

export function textWidth(text: string, style: TextClass): number {
  return text.length * FONT_PX[style] * (style === "pin" ? PIN_WIDTH_EM : WIDTH_EM);
}

/** Lines of at most so many pixels, broken at blanks. */
export function wrap(text: string, widthPx: number, style: TextClass): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, style) <= widthPx) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export class Canvas {
  readonly #shapes: string[] = [];

  rect(x: number, y: number, width: number, height: number, style: string, radius = 0): void {
    const round = radius > 0 ? ` rx="${radius}"` : "";
    this.#shapes.push(`<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}"${round}/>`);
  }

  /** A polyline: x, y, x, y, … */
  line(style: "wire" | "power", ...points: number[]): void {
    this.#shapes.push(`<polyline class="${style}" points="${points.join(" ")}"/>`);
  }

  dot(x: number, y: number, radius = 3, style = "node"): void {
    this.#shapes.push(`<circle class="${style}" cx="${x}" cy="${y}" r="${radius}"/>`);
  }

  text(x: number, y: number, text: string, { anchor = "start", style = "text" }: TextOptions = {}): void {
    const place = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    this.#shapes.push(`<text class="${style}" x="${x}" y="${y}"${place}>${escaped(text)}</text>`);
  }

  /** Lines of text one below the other; the y of the line that would follow. */
  lines(x: number, y: number, lines: readonly string[], options: TextOptions = {}): number {
    const step = FONT_PX[options.style ?? "text"] + 4;
    for (const [n, line] of lines.entries()) this.text(x, y + n * step, line, options);
    return y + lines.length * step;
  }

  ground(x: number, y: number): void {
    this.line("wire", x, y, x, y + 8);
    for (const [n, half] of [9, 6, 3].entries()) this.line("wire", x - half, y + 8 + n * 4, x + half, y + 8 + n * 4);
  }

  toString(width: number, height: number, title: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
      `<title>${escaped(title)}</title>`,
      `<style>${STYLE}</style>`,
      `<rect class="paper" x="0" y="0" width="${width}" height="${height}"/>`,
      ...this.#shapes,
      "</svg>\n",
    ].join("\n");
  }
}
