// What graphene takes in its own process, with nothing of Perennial's: prints milliseconds as JSON.
import { createRequire } from "node:module";
import { createPublicKey, hash, verify, type KeyObject } from "node:crypto";
import { text } from "node:stream/consumers";

export interface DirectFigures {
  /** Every certificate with its type, CKA_ID, label and value; one template for each. */
  readonly list: readonly number[];
  readonly signInPlace: readonly number[];
  /** With each signature verified, as Perennial does. */
  readonly signAndVerify: readonly number[];
  readonly signAsync: readonly number[];
}

interface Task {
  readonly module: string;
  readonly label: string;
  readonly pin: string;
  readonly rounds: number;
  readonly signatures: number;
}

// What is used of graphene: its own types are not there where it could not be installed.
interface Found {
  readonly length: number;
  items(index: number): GrapheneObject;
}
interface GrapheneObject {
  getAttribute(template: object | string): unknown;
  toType(): object;
}
interface Session {
  find(template: object): Found;
  login(pin: string): void;
  createSign(
    mechanism: string,
    key: object,
  ): {
    once(data: Buffer): Buffer;
    once(data: Buffer, done: (error: Error | null) => void): void;
  };
}
interface Slot {
  getToken(): { readonly label: string };
  open(flags: number): Session;
}
interface Graphene {
  readonly Module: {
    load(path: string): {
      initialize(options: object): void;
      getSlots(present: boolean): { readonly length: number; items(index: number): Slot };
    };
  };
  readonly ObjectClass: Readonly<Record<"CERTIFICATE" | "PRIVATE_KEY" | "PUBLIC_KEY", number>>;
  readonly SessionFlag: { readonly SERIAL_SESSION: number };
}

const { Module, ObjectClass, SessionFlag } = createRequire(import.meta.url)(
  "graphene-pk11",
) as Graphene;
const task = JSON.parse(await text(process.stdin)) as Task;
const module = Module.load(task.module);
module.initialize({ flags: 2 });
const slots = module.getSlots(true);
const slot = Array.from({ length: slots.length }, (_one, index) => slots.items(index)).find(
  (one) => one.getToken().label.trimEnd() === task.label,
);
if (slot === undefined) throw new Error(`no ${task.label}`);
const session = slot.open(SessionFlag.SERIAL_SESSION);

function list(): void {
  const certificates = session.find({ class: ObjectClass.CERTIFICATE });
  for (let index = 0; index < certificates.length; index += 1) {
    certificates.items(index).getAttribute({ certType: null, id: null, label: null, value: null });
  }
}

session.login(task.pin);
const keys = session.find({ class: ObjectClass.PRIVATE_KEY });
const key = keys.length === 0 ? undefined : keys.items(0).toType();
const texts = Array.from({ length: task.signatures }, (_one, index) =>
  Buffer.from(`text ${index}`),
);
const inputs = texts.map((one) => hash("sha256", one, "buffer"));

async function measured(action: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < task.rounds; round += 1) {
    const began = performance.now();
    await action();
    times.push(performance.now() - began);
  }
  return times;
}

/** The public half of the pair, from its object: an OCTET STRING with 0x04, x and y in it. */
function publicKey(): KeyObject {
  const [point] = [
    session.find({ class: ObjectClass.PUBLIC_KEY }).items(0).getAttribute("pointEC"),
  ];
  const raw = (point as Buffer).subarray(-64);
  const [x, y] = [
    raw.subarray(0, 32).toString("base64url"),
    raw.subarray(32).toString("base64url"),
  ];
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
}

async function signFigures(signingKey: object): Promise<Omit<DirectFigures, "list">> {
  const how = { key: publicKey(), dsaEncoding: "ieee-p1363" } as const;
  const once = (one: Buffer) => session.createSign("ECDSA", signingKey).once(one);
  return {
    signInPlace: await measured(() => inputs.map(once)),
    signAndVerify: await measured(() => {
      for (const [index, one] of inputs.entries()) {
        const right = verify("sha256", texts[index] ?? Buffer.alloc(0), how, once(one));
        if (!right) throw new Error("a signature is wrong");
      }
    }),
    signAsync: await measured(async () => {
      for (const one of inputs) {
        await new Promise<void>((resolve, reject) =>
          session.createSign("ECDSA", signingKey).once(one, (error: Error | null) => {
            if (error === null) resolve();
            else reject(error);
          }),
        );
      }
    }),
  };
}

const none = { signInPlace: [], signAndVerify: [], signAsync: [] };
const figures: DirectFigures = {
  list: await measured(list),
  ...(key === undefined ? none : await signFigures(key)),
};
console.log(JSON.stringify(figures));
