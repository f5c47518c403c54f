/** What the shop sells. */
export interface Item {
  readonly price: number;
  label(): string;
}

export class Book implements Item {
  constructor(readonly price: number, private readonly title: string) {}

  label(): string {
    return this.title;
  }
}

export class Toy implements Item {
  price = 5;

  label(): string {
    return "toy";
  }
}
