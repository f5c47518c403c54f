import { Cart } from "./cart.ts";

export const total = (cart: Cart): number => cart.items.reduce((sum, item) => sum + item.price, 0);

export function empty(): Cart {
  return new Cart();
}

export const forgotten = 0.2;
