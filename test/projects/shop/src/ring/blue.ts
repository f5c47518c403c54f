import { red } from "./red.ts";

export const blue = (left: number): string => (left > 0 ? red(left - 1) : "blue");
