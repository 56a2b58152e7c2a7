import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { notFound } from "./leases.js";

/** Reads journals in the front ends' terms. */
@injectable()
export class Journals {
  constructor(@inject(RenewalStoreToken.symbol) private readonly store: RenewalStore) {}

  /** @throws PerennialError `renewal.not-found` */
  async load(renewal: string): Promise<Journal> {
    try {
      return await this.store.load(renewal);
    } catch (error) {
      if (PerennialError.is(error, "store.not-found")) throw notFound(renewal, error);
      throw error;
    }
  }
}
