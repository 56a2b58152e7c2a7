import { constants, createPrivateKey, privateEncrypt, type KeyObject } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  answerToReset,
  status,
  type CardApplication,
  type Command,
  type Response,
} from "./card-application.js";
import { signHash } from "./raw-ecdsa.js";
import { parseTlv, tlv } from "./tlv.js";

/** Key references of NIST SP 800-73-4, part 1, table 4b, and the tags of their certificates. */
export const pivCertificateTags = {
  "9A": 0x5fc105,
  "9C": 0x5fc10a,
  "9D": 0x5fc10b,
  "9E": 0x5fc101,
} as const;

export type PivSlot = keyof typeof pivCertificateTags;

export interface PivKey {
  /** PKCS #8, PEM; RSA 2048 or P-256. */
  readonly privateKey: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

export interface PivCardOptions {
  readonly keys: Readonly<Partial<Record<PivSlot, PivKey>>>;
  /** Six to eight digits. */
  readonly pin: string;
  /** Wrong tries in a row that block it. */
  readonly tries: number;
  /** Serial of the card holder's identifier: 16 bytes. */
  readonly guid: Uint8Array;
}

/** What happens in the middle of a signature. */
export interface SignatureFault {
  /** Milliseconds a signature takes longer. */
  readonly delay?: number;
  /** The card is pulled out in it. */
  readonly remove?: boolean;
}

const aid = Buffer.from("a000000308000010000100", "hex");
const pinReference = 0x80;
const instructions = { verify: 0x20, select: 0xa4, getData: 0xcb, authenticate: 0x87 } as const;

/** A minimal PIV card: NIST SP 800-73-4, part 2, as far as signing needs it. */
export class PivCard implements CardApplication {
  readonly atr = answerToReset(Buffer.from("Perennial"));
  readonly #objects = new Map<number, Buffer>();
  readonly #keys = new Map<number, KeyObject>();
  #left: number;
  #verified = false;
  #justVerified = false;
  fault: SignatureFault = {};
  /** VERIFY commands that held a PIN, and signatures made. */
  readonly counts = { verify: 0, signatures: 0 };

  constructor(private readonly options: PivCardOptions) {
    this.#left = options.tries;
    this.#objects.set(0x5fc102, chuid(Buffer.from(options.guid)));
    this.#objects.set(0x5fc107, cardCapabilities(Buffer.from(options.guid)));
    for (const [slot, key] of Object.entries(options.keys)) {
      const certificate = [
        tlv(0x70, Buffer.from(key.certificate)),
        tlv(0x71, Buffer.alloc(1)),
        tlv(0xfe),
      ];
      this.#objects.set(pivCertificateTags[slot as PivSlot], tlv(0x53, ...certificate));
      this.#keys.set(Number.parseInt(slot, 16), createPrivateKey(key.privateKey));
    }
  }

  /** Tries that are left. */
  get left(): number {
    return this.#left;
  }

  reset(): void {
    this.#verified = false;
    this.#justVerified = false;
  }

  async answer(command: Command): Promise<Response | undefined> {
    // PIN ALWAYS (part 1, table 4b): the VERIFY has to be the command before the signature.
    const justVerified = this.#justVerified;
    this.#justVerified = false;
    switch (command.instruction) {
      case instructions.select:
        return this.#select(command.data);
      case instructions.getData:
        return this.#getData(command.data);
      case instructions.verify:
        return this.#verify(command);
      case instructions.authenticate:
        return this.#authenticate(command, justVerified);
      default:
        return { status: status.unknownInstruction };
    }
  }

  #select(name: Buffer): Response {
    if (name.length < 5 || !aid.subarray(0, name.length).equals(name)) {
      return { status: status.notFound };
    }
    const data = tlv(0x61, tlv(0x4f, aid.subarray(5)), tlv(0x79, tlv(0x4f, aid.subarray(0, 5))));
    return { data, status: status.ok };
  }

  #getData(data: Buffer): Response {
    const wanted = parseTlv(data).get(0x5c);
    if (wanted === undefined) return { status: status.wrongData };
    const tag = wanted.readUIntBE(0, wanted.length);
    const found = tag === 0x7e ? discovery() : this.#objects.get(tag);
    return found === undefined ? { status: status.notFound } : { data: found, status: status.ok };
  }

  #verify({ p2, data }: Command): Response {
    if (p2 !== pinReference) return { status: status.referenceNotFound };
    if (this.#left === 0) return { status: status.blocked };
    if (data.length === 0) {
      return { status: this.#verified ? status.ok : status.wrongPin | this.#left };
    }
    this.counts.verify += 1;
    if (data.equals(Buffer.from(this.options.pin.padEnd(8, "\xff"), "latin1"))) {
      this.#left = this.options.tries;
      this.#verified = true;
      this.#justVerified = true;
      return { status: status.ok };
    }
    this.#left -= 1;
    this.#verified = false;
    return { status: status.wrongPin | this.#left };
  }

  async #authenticate({ p2, data }: Command, justVerified: boolean): Promise<Response | undefined> {
    const key = this.#keys.get(p2);
    if (key === undefined) return { status: status.wrongParameters };
    const allowed = p2 === 0x9e || (p2 === 0x9c ? justVerified : this.#verified);
    if (!allowed) return { status: status.securityStatus };
    const template = parseTlv(data).get(0x7c);
    const challenge = template === undefined ? undefined : parseTlv(template).get(0x81);
    if (challenge === undefined) return { status: status.wrongData };
    if (this.fault.delay !== undefined) await delay(this.fault.delay);
    if (this.fault.remove === true) return undefined;
    this.counts.signatures += 1;
    const signature =
      key.asymmetricKeyType === "rsa"
        ? privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, challenge)
        : signHash(key, challenge);
    return { data: tlv(0x7c, tlv(0x82, signature)), status: status.ok };
  }
}

/** Part 1, 3.3.2: the PIV application PIN satisfies access; nothing else does. */
function discovery(): Buffer {
  return tlv(0x7e, tlv(0x4f, aid), tlv(0x5f2f, Buffer.from([0x40, 0x00])));
}

/** Card holder unique identifier (part 1, table 9), unsigned. */
function chuid(guid: Buffer): Buffer {
  return tlv(
    0x53,
    tlv(0x30, Buffer.from("d4e739da739ced39ce739d836858210842108421c84210c3eb", "hex")),
    tlv(0x34, guid),
    tlv(0x35, Buffer.from("20991231", "latin1")),
    tlv(0x3e),
    tlv(0xfe),
  );
}

/** Card capability container (part 1, table 8); most of its elements are empty. */
function cardCapabilities(guid: Buffer): Buffer {
  const identifier = Buffer.concat([Buffer.from("a000000116ff02", "hex"), guid.subarray(0, 14)]);
  const version = Buffer.from([0x21]);
  const empty = [0xf3, 0xf5, 0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe].map((tag) => tlv(tag));
  return tlv(0x53, tlv(0xf0, identifier), tlv(0xf1, version), tlv(0xf2, version), ...empty);
}
