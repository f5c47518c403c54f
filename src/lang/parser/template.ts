/** Where a string with holes (an f-string, the text of an SQL escape or an SQL body) is cut. */
import { holeEnd } from "../tokens.ts";

/** `hole` is what stands between the braces, a `text` piece takes the braces beside it along. Offsets count from the start of the image. */
export type Cut = { readonly of: "text" | "hole"; readonly from: number; readonly to: number };

export const openingOf = (image: string): number => (image.startsWith('"""') ? 3 : image.startsWith("f") ? 2 : 1);
export const closingOf = (image: string): number => (image.startsWith('"""') ? 3 : 1);
export const isClosed = (image: string): boolean => image.length > openingOf(image) && image.endsWith('"');

export function cutTemplate(image: string): Cut[] {
  const triple = image.startsWith('"""');
  const end = isClosed(image) ? image.length - closingOf(image) : image.length;
  const cuts: Cut[] = [];
  let from = 0;
  for (let i = openingOf(image); i < end; i++) {
    if (image[i] === "\\" && !triple) i++;
    else if (image[i] === "{" && image[i + 1] === "{") i++;
    else if (image[i] === "{") {
      const close = Math.min(holeEnd(image, i + 1, triple), end);
      cuts.push({ of: "text", from, to: i + 1 }, { of: "hole", from: i + 1, to: close });
      [from, i] = [close, close];
    }
  }
  cuts.push({ of: "text", from, to: image.length });
  return cuts;
}

/** The text that a piece stands for, without quotes and braces; `{{` and `}}` are single braces. Escapes are still there. */
export function pieceText(piece: string, isFirst: boolean, isLast: boolean, closed: boolean): string {
  const from = isFirst ? openingOf(piece) : 1;
  const to = piece.length - (isLast ? (closed ? closingOf(isFirst ? piece : '"') : 0) : 1);
  return piece.slice(from, Math.max(from, to)).replaceAll("{{", "{").replaceAll("}}", "}");
}
