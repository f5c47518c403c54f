export { Cart } from "./cart.ts";
export { empty as emptyCart } from "./price.ts";
export * from "./greeter.ts";
export type { Item } from "./items.ts";
