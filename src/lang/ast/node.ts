/** Offsets count UTF-16 units of the file's text; lines and columns are made when a message is rendered. */
export type Span = { readonly start: number; readonly end: number };
export type NodeOf<K extends string, P = object> = P & Span & { readonly kind: K };

/** `text` is what the name says, without backticks. */
export type Name = NodeOf<"name", { readonly text: string }>;
export type Tag = NodeOf<"tag", { readonly text: string }>;
/** A plain string literal, its escapes resolved. */
export type Text = NodeOf<"text", { readonly value: string }>;

/** A comment as written, with its dashes; `---` ones are documentation and stand also in the `doc` of what follows them. */
export type Comment = NodeOf<"comment", { readonly text: string; readonly ownLine: boolean; readonly isDoc: boolean }>;
