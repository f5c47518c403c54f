/** Whether comments stand beside what they stood beside. */
import { piecesOf } from "./relaid.ts";

/** What formatting adds and drops as it needs it: what is beside one of these is beside what is behind it. So is `else error` without a message. */
const CLEAR: ReadonlySet<string> = new Set([",", "(", ")", "inner"]);

type Beside = { readonly comment: string; readonly before: string; readonly behind: string };

/** Every comment with the tokens on both sides, each named by its text and how often that stood before. Dashes and white space at its ends do not count. */
function besides(text: string): readonly Beside[] {
  const seen = new Map<string, number>();
  const found: { comment: string; before: string; behind: string }[] = [];
  let [before, waiting] = ["the beginning", found.length];
  const pieces = piecesOf(text);
  const tokens = pieces.filter(({ isComment }) => !isComment);
  const unsaid = new Set(tokens.flatMap((token, i) => (token.image === "else" && tokens[i + 1]?.image === "error" && tokens[i + 2]?.image.startsWith('"') !== true ? [token, tokens[i + 1]] : [])));
  for (const piece of pieces) {
    const { image, isComment } = piece;
    if (isComment) found.push({ comment: image.replaceAll(/^-+\s*|\s+$/g, ""), before, behind: "the end" });
    else if (!CLEAR.has(image) && !unsaid.has(piece)) {
      const nth = (seen.get(image) ?? 0) + 1;
      seen.set(image, nth);
      before = `${image} (${nth})`;
      for (; waiting < found.length; waiting++) (found[waiting] as Beside & { behind: string }).behind = before;
    }
  }
  return found;
}

/** What became of comments that it should not: lost, doubled, or with neither of their neighbours. */
export function strayed(from: string, to: string): readonly string[] {
  const there = new Map<string, Beside[]>();
  for (const one of besides(to)) there.set(one.comment, [...(there.get(one.comment) ?? []), one]);
  const problems: string[] = [];
  for (const { comment, before, behind } of besides(from)) {
    const found = there.get(comment)?.shift();
    if (found === undefined) problems.push(`lost: ${comment}`);
    else if (![found.before, found.behind].some((one) => one === before || one === behind)) problems.push(`${comment} stood between ${before} and ${behind}, now between ${found.before} and ${found.behind}`);
  }
  for (const rest of there.values()) for (const { comment } of rest) problems.push(`twice: ${comment}`);
  return problems;
}
