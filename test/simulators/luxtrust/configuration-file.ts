import { randomBytes } from "node:crypto";
import { signMessage } from "../pki/signed-message.js";
import type { LuxtrustPki } from "./luxtrust-pki.js";
import { accounts, type Account } from "./account.js";

/** The right file, and all wrong ones that a client has to refuse. */
export const configurationVariants = [
  "valid",
  "other-user",
  "other-account",
  "other-key",
  "older",
  "tampered",
  "unsigned",
  "wrong-signer",
  "truncated",
  "empty",
] as const;
export type ConfigurationVariant = (typeof configurationVariants)[number];

/** What a configuration file says. */
export interface ConfigurationContent {
  readonly user: string;
  readonly account: Account;
  readonly spkiHash: string;
  readonly certificateSha256: string;
  readonly issuedAt: Date;
}

export interface ConfigurationFile {
  /** `sofie.<user_ID>.<yyyyMMddHHmmss>.config`, UTC. */
  readonly name: string;
  readonly content: Buffer;
}

const YEAR = 365 * 24 * 3600 * 1000;

/** Makes `sofie.<user_ID>.<timestamp>.config`. */
export async function createConfigurationFile(
  right: ConfigurationContent,
  pki: LuxtrustPki,
  variant: ConfigurationVariant,
): Promise<ConfigurationFile> {
  const content = vary(right, variant);
  const json = Buffer.from(JSON.stringify(toJson(content)), "utf8");
  const signer = variant === "wrong-signer" ? pki.impostor : pki.operator;
  const signed = await signMessage(json, signer, content.issuedAt);
  return {
    name: `sofie.${content.user}.${timestamp(content.issuedAt)}.config`,
    content: damage(signed, json, variant),
  };
}

function vary(right: ConfigurationContent, variant: ConfigurationVariant): ConfigurationContent {
  switch (variant) {
    case "other-user":
      return { ...right, user: right.user === "999999999" ? "999999998" : "999999999" };
    case "other-account":
      return { ...right, account: otherAccount(right.account) };
    case "other-key":
      return { ...right, spkiHash: randomBytes(32).toString("hex") };
    case "older":
      return { ...right, issuedAt: new Date(right.issuedAt.getTime() - YEAR) };
    default:
      return right;
  }
}

function otherAccount(account: Account): Account {
  const [, crypt, transport] = accounts;
  return account === crypt ? transport : crypt;
}

function damage(signed: Buffer, json: Buffer, variant: ConfigurationVariant): Buffer {
  switch (variant) {
    case "tampered":
      return tamper(signed, json);
    case "unsigned":
      return json;
    case "truncated":
      return signed.subarray(0, Math.floor(signed.length / 2));
    case "empty":
      return Buffer.alloc(0);
    default:
      return signed;
  }
}

/** One digit of the key's hash is another: it still parses, but nobody signed it. */
function tamper(signed: Buffer, json: Buffer): Buffer {
  const copy = Buffer.from(signed);
  const at = copy.indexOf(json) + json.indexOf('"spkiHash":"') + '"spkiHash":"'.length;
  copy[at] = copy[at] === 0x30 ? 0x31 : 0x30;
  return copy;
}

function toJson(content: ConfigurationContent): Record<string, unknown> {
  return {
    version: 1,
    user: content.user,
    account: content.account,
    spkiHash: content.spkiHash,
    certificateSha256: content.certificateSha256,
    issuedAt: content.issuedAt.toISOString().replace(/\.\d{3}Z$/, "Z"),
    settings: { protocol: "SOFiE/2", host: "sofie.example", port: 443, compression: true },
  };
}

function timestamp(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace(/[-:T]/g, "");
}
