import type { EntropyPort } from "@perennial/engine";

/** Takes entropy at once and hands it to the pool when the key store is there. In memory only. */
export class GivenEntropy implements EntropyPort {
  private pool: EntropyPort | undefined;
  private readonly early: { readonly renewal: string; readonly bytes: Uint8Array }[] = [];

  add(renewal: string, bytes: Uint8Array): void {
    if (this.pool === undefined) this.early.push({ renewal, bytes });
    else this.pool.add(renewal, bytes);
  }

  attach(pool: EntropyPort): void {
    this.pool = pool;
    for (const { renewal, bytes } of this.early.splice(0)) pool.add(renewal, bytes);
  }
}
