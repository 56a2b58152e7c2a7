/** Numbers receipts: `U-000001`, `U-000002`, … */
export class Receipts {
  #next = 1;

  constructor(private readonly prefix: string) {}

  next(): string {
    return `${this.prefix}-${String(this.#next++).padStart(6, "0")}`;
  }
}
