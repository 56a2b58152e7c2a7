import { PerennialError, type KeyAlgorithm } from "@perennial/api";
import { checkRoom } from "../link/check-room.js";
import type { GenerateParams } from "../link/messages.js";
import { aboutAttribute, readAttribute } from "./attributes.js";
import { readCapabilities } from "./capabilities.js";
import { CKA, CKM, CKO } from "./constants.js";
import type { Attribute, Cryptoki, Handle } from "./cryptoki.js";
import { findById } from "./find-by-id.js";
import { curves } from "./public-key.js";
import { calling, regardless, tokenError } from "./return-value.js";
import { tokenView } from "./slots.js";

/**
 * Makes a key pair under the CKA_ID that was recorded before. What the token cannot do is refused
 * before anything is touched; an existing object with the CKA_ID as well.
 * @throws PerennialError `token.algorithm-missing`, `token.full`, `keys.exists`,
 *   `token.write-protected`, `token.login-required` and what the module refuses with.
 */
export async function generateKeyPair(
  lib: Cryptoki,
  slot: Handle,
  session: Handle,
  { id, algorithm, label }: GenerateParams,
): Promise<void> {
  checkCapability(lib, slot, algorithm);
  const idBytes = Buffer.from(id, "hex");
  if (countObjects(lib, session, idBytes) > 0) {
    throw new PerennialError("keys.exists", { id }, { effect: "none" });
  }
  const required = requiredAttributes(algorithm, idBytes);
  const optional = optionalAttributes(label);
  try {
    const pair = await generate(lib, session, algorithm, {
      publicKey: [...required.publicKey, ...optional.publicKey],
      privateKey: [...required.privateKey, ...optional.privateKey],
    });
    keepId(lib, session, pair, idBytes);
  } catch (error) {
    // A module that will not have one attribute refuses the whole template.
    if (!aboutAttribute(error) || countObjects(lib, session, idBytes) > 0) {
      throw tokenError(error, "C_GenerateKeyPair");
    }
    const pair = await generatePlain(lib, session, algorithm, required);
    keepId(lib, session, pair, idBytes);
    for (const half of ["publicKey", "privateKey"] as const) {
      for (const attribute of optional[half]) {
        regardless(() => lib.C_SetAttributeValue(session, pair[half], [attribute]));
      }
    }
  }
}

function checkCapability(lib: Cryptoki, slot: Handle, algorithm: KeyAlgorithm): void {
  checkRoom(tokenView(lib, slot), algorithm);
  if (!readCapabilities(lib, slot).algorithms.includes(algorithm)) {
    throw new PerennialError("token.algorithm-missing", { algorithm }, { effect: "none" });
  }
}

function countObjects(lib: Cryptoki, session: Handle, id: Buffer): number {
  return [CKO.PUBLIC_KEY, CKO.PRIVATE_KEY].flatMap((objectClass) =>
    findById(lib, session, objectClass, id),
  ).length;
}

interface Templates {
  readonly publicKey: Attribute[];
  readonly privateKey: Attribute[];
}

function requiredAttributes(algorithm: KeyAlgorithm, id: Buffer): Templates {
  const parameters: Attribute[] =
    algorithm === "ec-p256" || algorithm === "ec-p384" || algorithm === "ec-p521"
      ? [{ type: CKA.EC_PARAMS, value: curves[algorithm].oid }]
      : [
          { type: CKA.MODULUS_BITS, value: Number(algorithm.slice("rsa-".length)) },
          { type: CKA.PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
        ];
  return {
    publicKey: [{ type: CKA.TOKEN, value: true }, { type: CKA.ID, value: id }, ...parameters],
    privateKey: [
      { type: CKA.TOKEN, value: true },
      { type: CKA.PRIVATE, value: true },
      { type: CKA.SENSITIVE, value: true },
      { type: CKA.EXTRACTABLE, value: false },
      { type: CKA.ID, value: id },
    ],
  };
}

function optionalAttributes(label: string): Templates {
  return {
    publicKey: [
      { type: CKA.VERIFY, value: true },
      { type: CKA.LABEL, value: label },
    ],
    privateKey: [
      { type: CKA.SIGN, value: true },
      { type: CKA.LABEL, value: label },
    ],
  };
}

/** Some modules choose a CKA_ID of their own, whatever the template says. */
function keepId(
  lib: Cryptoki,
  session: Handle,
  pair: Awaited<ReturnType<typeof generate>>,
  id: Buffer,
): void {
  for (const half of [pair.publicKey, pair.privateKey]) {
    const actual = calling("C_GetAttributeValue", () => readAttribute(lib, session, half, CKA.ID));
    if (actual === undefined || actual.equals(id)) continue;
    const attribute = { type: CKA.ID, value: id };
    calling("C_SetAttributeValue", () => lib.C_SetAttributeValue(session, half, [attribute]));
  }
}

async function generatePlain(
  lib: Cryptoki,
  session: Handle,
  algorithm: KeyAlgorithm,
  templates: Templates,
): ReturnType<typeof generate> {
  try {
    return await generate(lib, session, algorithm, templates);
  } catch (error) {
    throw tokenError(error, "C_GenerateKeyPair");
  }
}

/** The asynchronous form: a card takes minutes, and slots are polled meanwhile. */
function generate(
  lib: Cryptoki,
  session: Handle,
  algorithm: KeyAlgorithm,
  { publicKey, privateKey }: Templates,
) {
  const mechanism = algorithm.startsWith("ec-") ? CKM.EC_KEY_PAIR_GEN : CKM.RSA_PKCS_KEY_PAIR_GEN;
  return lib.C_GenerateKeyPairAsync(session, { mechanism }, publicKey, privateKey);
}
