/** Names as the language writes them. */
const RESERVED: ReadonlySet<string> = new Set("and as between case else false from if in is let not null on or over sql then true".split(" "));

export const id = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name) ? name : `\`${name}\``);
export const ids = (names: readonly string[]): string => `[${names.map(id).join(", ")}]`;
