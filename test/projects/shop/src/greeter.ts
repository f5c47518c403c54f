export * from "./deep.ts";

export class Greeter {
  constructor(private readonly name: string) {}

  greet(): string {
    return `Hello, ${this.name}`;
  }
}

export default function hello(name: string): string {
  return new Greeter(name).greet();
}
