/** A service that is made when it is first needed, and once. */
export class Lazy<T> {
  private made: Promise<T> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly make: () => Promise<T>) {}

  get(): Promise<T> {
    if (this.made === undefined) {
      this.made = this.make();
      for (const told of this.listeners) told();
      this.listeners.clear();
    }
    return this.made;
  }

  /** Tells of the service when it is made, or now if it was. @returns what ends the waiting. */
  whenMade(told: (made: Promise<T>) => void): () => void {
    const tell = () => told(this.get());
    if (this.made === undefined) this.listeners.add(tell);
    else tell();
    return () => this.listeners.delete(tell);
  }

  /** The service if it was needed before; it is not made for this. */
  peek(): Promise<T> | undefined {
    return this.made;
  }
}
