/** A command as ISO/IEC 7816-4 (5.1) has it, short length. */
export interface Command {
  readonly class: number;
  readonly instruction: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Buffer;
}

/** What a card answers: data and a status word, or nothing because it is pulled out. */
export interface Response {
  readonly data?: Buffer;
  readonly status: number;
}

/** What runs on a virtual card. */
export interface CardApplication {
  /** Answer to reset. */
  readonly atr: Buffer;
  /** Power on or reset: what was verified or begun is forgotten. */
  reset(): void;
  /** `undefined`: the card leaves the reader in the middle of the command. */
  answer(command: Command): Response | undefined | Promise<Response | undefined>;
}

export const status = {
  ok: 0x9000,
  moreData: 0x6100,
  wrongPin: 0x63c0,
  securityStatus: 0x6982,
  blocked: 0x6983,
  wrongData: 0x6a80,
  notFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  unknownInstruction: 0x6d00,
} as const;

/** The answer to reset of a card with protocol T=1 and up to 15 historical bytes (ISO 7816-3, 8). */
export function answerToReset(historical: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([0x80 | historical.length, 0x01]), historical]);
  const check = body.reduce((all, byte) => all ^ byte, 0);
  return Buffer.concat([Buffer.from([0x3b]), body, Buffer.from([check])]);
}
