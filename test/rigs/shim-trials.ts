// What the tests of the shim have in common.
import type { Context } from "mocha";
import { attributes, mechanisms } from "./cryptoki.js";
import { FaultShim } from "./fault-shim.js";
import { Pkcs11Probe } from "./pkcs11-probe.js";
import { requireRig } from "./require-rig.js";
import { SoftHsm } from "./soft-hsm.js";

const curve = Buffer.from("06082a8648ce3d030107", "hex");
/** CKA_ID of the keys that `generate` makes. */
export const id = Buffer.from("0a0b0c", "hex");
export const pin = "123456";

export interface KeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

/** Arguments of C_GenerateKeyPair: P-256, or RSA of so many bits. */
export function keyTemplates(size?: number): readonly [object, object[], object[]] {
  const kind =
    size === undefined
      ? { type: attributes.EC_PARAMS, value: curve }
      : { type: attributes.MODULUS_BITS, value: size };
  return [
    {
      mechanism: size === undefined ? mechanisms.EC_KEY_PAIR_GEN : mechanisms.RSA_PKCS_KEY_PAIR_GEN,
    },
    [{ type: attributes.TOKEN, value: true }, { type: attributes.ID, value: id }, kind],
    [
      { type: attributes.TOKEN, value: true },
      { type: attributes.PRIVATE, value: true },
      { type: attributes.SENSITIVE, value: true },
      { type: attributes.EXTRACTABLE, value: false },
      { type: attributes.SIGN, value: true },
      { type: attributes.ID, value: id },
    ],
  ];
}

export const generate = (probe: Pkcs11Probe, session: Buffer): Promise<KeyPair> =>
  probe.call<KeyPair>("C_GenerateKeyPair", session, ...keyTemplates());

export async function sign(probe: Pkcs11Probe, session: Buffer, key: Buffer): Promise<Buffer> {
  await probe.call("C_SignInit", session, { mechanism: mechanisms.ECDSA }, key);
  return probe.call<Buffer>("C_Sign", session, Buffer.alloc(32, 7), Buffer.alloc(256));
}

/** Two tokens, `Card` and `Other card`; skips where there can be none. */
export function openCards(context: Context): Promise<SoftHsm> {
  requireRig(context, FaultShim.missing() ?? Pkcs11Probe.missing());
  return SoftHsm.open({ tokens: [{ label: "Card" }, { label: "Other card" }] });
}

export const load = (shim: FaultShim): Promise<Pkcs11Probe> => Pkcs11Probe.open(shim.modulePath);
export const slots = (probe: Pkcs11Probe): Promise<readonly Buffer[]> =>
  probe.call<readonly Buffer[]>("C_GetSlotList", true);

export interface Info {
  readonly label: string;
  readonly flags: number;
  readonly serialNumber: string;
  readonly minPinLen: number;
  readonly maxPinLen: number;
  readonly freePrivateMemory: number | bigint;
}
export async function info(probe: Pkcs11Probe, label = "Card"): Promise<Info> {
  for (const slot of await slots(probe)) {
    const found = await probe.call<Info>("C_GetTokenInfo", slot);
    if (found.label.trimEnd() === label) return found;
  }
  throw new Error(`no ${label}`);
}
