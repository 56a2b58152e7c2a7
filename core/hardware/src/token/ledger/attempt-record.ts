import type { Instant, PerennialError } from "@perennial/api";
import type { TokenIdentity } from "../host/token-identity.js";
import { corrupt, jsonFile, parseObject } from "../../software/json-file.js";
import type { PinUse } from "./pin-ledger.js";

/** One attempt, as it stands in its file. */
export interface AttemptRecord {
  readonly format: "perennial-pin-attempt";
  readonly version: 1;
  readonly at: Instant;
  readonly token: TokenIdentity;
  readonly pin: PinUse;
}

export function attemptFile(at: Instant, token: TokenIdentity, pin: PinUse): Buffer {
  const { spkiHashes, label, manufacturer, model, serial } = token;
  const record: AttemptRecord = {
    format: "perennial-pin-attempt",
    version: 1,
    at,
    token: { spkiHashes, label, manufacturer, model, serial },
    pin,
  };
  return jsonFile(record);
}

/** @throws PerennialError `keys.corrupt`: what cannot be read is never taken for no attempt. */
export function parseAttempt(content: Uint8Array, path: string): AttemptRecord {
  const { format, version, at, token, pin } = parseObject(content, path);
  if (format !== "perennial-pin-attempt" || version !== 1) throw corrupt(path, "format");
  if (typeof at !== "string" || Number.isNaN(Date.parse(at))) throw corrupt(path, "at");
  return { format, version, at, token: parseToken(token, path), pin: parsePin(pin, path) };
}

function parseToken(value: unknown, path: string): TokenIdentity {
  const fields = fieldsOf(value, path, "token");
  const { spkiHashes } = fields;
  if (!Array.isArray(spkiHashes) || !spkiHashes.every((hash) => typeof hash === "string")) {
    throw corrupt(path, "token");
  }
  const text = (name: string): string => {
    const found = fields[name];
    if (typeof found !== "string") throw corrupt(path, "token");
    return found;
  };
  return {
    spkiHashes: spkiHashes as string[],
    label: text("label"),
    manufacturer: text("manufacturer"),
    model: text("model"),
    serial: text("serial"),
  };
}

function parsePin(value: unknown, path: string): PinUse {
  const { use, key } = fieldsOf(value, path, "pin");
  if (use === "login") return { use };
  if (use === "signature" && typeof key === "string") return { use, key };
  throw corrupt(path, "pin");
}

function fieldsOf(value: unknown, path: string, reason: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw corrupt(path, reason);
  return value as Record<string, unknown>;
}

/** For names of files that are not the ledger's. */
export function strange(path: string): PerennialError {
  return corrupt(path, "name");
}
