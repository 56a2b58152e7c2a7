/** A service that is made when it is first needed, and once. */
export class Lazy<T> {
  private made: Promise<T> | undefined;

  constructor(private readonly make: () => Promise<T>) {}

  get(): Promise<T> {
    this.made ??= this.make();
    return this.made;
  }

  /** The service if it was needed before; it is not made for this. */
  peek(): Promise<T> | undefined {
    return this.made;
  }
}
