import { green } from "./green.ts";

export const red = (left: number): string => (left > 0 ? green(left - 1) : "red");
