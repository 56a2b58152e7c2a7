import { answerToReset, status, type CardApplication, type Response } from "./card-application.js";

/** A card that no module knows: any answer to reset, and no to everything. */
export class UnsupportedCard implements CardApplication {
  readonly atr: Buffer;

  constructor(historical: Uint8Array) {
    this.atr = answerToReset(Buffer.from(historical));
  }

  reset(): void {
    // There is nothing to forget.
  }

  answer(): Response {
    return { status: status.unknownInstruction };
  }
}
