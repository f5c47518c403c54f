export type * from "./node.ts";
export type * from "./type.ts";
export type * from "./expr.ts";
export type * from "./stage.ts";
export type * from "./declaration.ts";
