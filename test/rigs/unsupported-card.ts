import { answerToReset, status, type CardApplication, type Response } from "./card-application.js";

/** A card that no module knows: any answer to reset, and no to everything. */
export class UnsupportedCard implements CardApplication {
  readonly atr: Buffer;

  /** @param atr the whole answer to reset; otherwise one is made of the historical bytes. */
  constructor(historical: Uint8Array, atr?: Uint8Array) {
    this.atr = atr === undefined ? answerToReset(Buffer.from(historical)) : Buffer.from(atr);
  }

  reset(): void {
    // There is nothing to forget.
  }

  answer(): Response {
    return { status: status.unknownInstruction };
  }
}
