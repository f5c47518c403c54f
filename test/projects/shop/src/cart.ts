import type { Book, Toy } from "./items.ts";
import { total } from "./price.ts";

export class Cart {
  readonly items: (Book | Toy)[] = [];

  add(item: Book | Toy): string {
    this.items.push(item);
    return item.label();
  }

  get total(): number {
    return total(this);
  }
}
