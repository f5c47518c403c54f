/** The tokens of a text with other white space between them, and comments in any gap: a layout that nobody would write. */
import type { IToken } from "chevrotain";
import { theLexer } from "../../src/lang/tokens.ts";
import { pick } from "../evaluate/random-values.ts";

/** `comments`: of how many gaps one holds a comment, numbered. `documents`: whether some have three dashes, which changes what is documented. */
export type Ugliness = { readonly chance: () => number; readonly comments: number; readonly documents?: boolean };

const SPACES = [" ", " ", " ", "", "", "\n", "\n", "\n\n", "\t", "   ", "\r\n", "\n\n\n", "\n      "] as const;
/** `@` becomes a number. */
const COMMENTS = ["--@\n", " -- @\n", "\n-- @ |> where [\n", "\n  --- @\n", " --- @ \"\n", "\n\n-- @ {\n\n", " -- @\n  -- @\n", "\n----- @\r\n", "-- @ é😀\n\n"] as const;

export function relaid(text: string, { chance, comments, documents = true }: Ugliness): string {
  const kinds = documents ? COMMENTS : COMMENTS.filter((one) => !/---(?!-)/.test(one));
  const pieces = piecesOf(text);
  let [out, count] = ["", 0];
  for (const [i, piece] of pieces.entries()) {
    out += piece.image;
    const next = pieces[i + 1];
    if (chance() < comments) out += `${glued(piece, "-") ? "" : " "}${pick(chance, kinds).replaceAll("@", () => String(++count))}`;
    else if (piece.isComment) out += "\n";
    if (next === undefined) break;
    if (next.isComment && next.image.startsWith("---")) out += "\n";
    const space: string = pick(chance, SPACES);
    const needs = space === "" && !out.endsWith("\n") && !(next.start === piece.end && !piece.isComment) && !(PART.test(piece.image) && glued(piece, next.image)) && !(PART.test(next.image) && glued(piece, next.image));
    out += needs ? " " : space;
  }
  return out;
}

type Piece = { readonly image: string; readonly start: number; readonly end: number; readonly isComment: boolean };

/** Tokens and comments in their order. */
export function piecesOf(text: string): readonly Piece[] {
  const { tokens, groups } = theLexer().tokenize(text);
  const piece = ({ image, startOffset }: IToken, isComment: boolean): Piece => ({ image, start: startOffset, end: startOffset + image.length, isComment });
  return [...tokens.map((token) => piece(token, false)), ...(groups["comments"] ?? []).map((token) => piece(token, true))].sort((a, b) => a.start - b.start);
}

/** Signs beside which no white space is needed. */
const PART = /^[()[\]{},]$/;
/** Whether a token and what follows stay two tokens without white space. */
const glued = ({ image }: Piece, next: string): boolean => !(image.endsWith("-") && next.startsWith("-"));
