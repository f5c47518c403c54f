import { blue } from "./blue.ts";

export const green = (left: number): string => (left > 0 ? blue(left - 1) : "green");
