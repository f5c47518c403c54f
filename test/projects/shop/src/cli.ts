import "./emoji.ts";
import hello, { Greeter as G } from "./greeter.ts";
import { Book, Toy } from "./items.ts";
import type { Item } from "./items.ts";
import { shout } from "./legacy.js";
import * as price from "./price.ts";

const g = new G("Ada");
let sold = 0;
sold += 1;

export async function main(items: Item[] = []): Promise<void> {
  const cart = price.empty();
  cart.add(new Book(12, "SQL"));
  console.log(hello("Bob"), (g.greet)()!, shout`sold ${sold}`);
  const { stars } = await import("./emoji.ts");
  stars(items.length);
  notDefined(cart.total);
}
