import {
  didNotHappen,
  happened,
  PerennialError,
  unknown,
  type Effect,
  type Found,
} from "@perennial/api";

/** The world outside: what was ordered there, and whether it can be asked. */
export class Outside {
  readonly ordered: string[] = [];
  /** `blind`: nobody can say whether an order arrived. */
  find: "sees" | "blind" = "sees";
  /** What the next order does, once: it arrives and the answer is lost, or it is refused. */
  next: "works" | "answer-lost" | "refused" = "works";

  order(key: string): Promise<string> {
    const { next } = this;
    this.next = "works";
    if (next === "refused") {
      const options = { effect: "none", retry: {} } as const;
      return Promise.reject(new PerennialError("http.refused", { key }, options));
    }
    this.ordered.push(key);
    if (next === "answer-lost") {
      return Promise.reject(new PerennialError("http.reset", { key }, { retry: {} }));
    }
    return Promise.resolve(`receipt of ${key}`);
  }

  /** The effect of ordering. */
  effect(key: string, confirmable = true): Effect<string> {
    return {
      key,
      intent: { order: key },
      perform: () => this.order(key),
      find: () => Promise.resolve(this.look(key)),
      ...(confirmable ? { confirmed: (reference: string) => `confirmed ${reference}` } : {}),
    };
  }

  private look(key: string): Found<string> {
    if (this.find === "blind") return unknown;
    return this.ordered.includes(key) ? happened(`found ${key}`) : didNotHappen;
  }
}
