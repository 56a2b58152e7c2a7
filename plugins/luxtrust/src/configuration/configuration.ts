import { PerennialError } from "@perennial/api";
import { isShape } from "../portal/json-shape.js";

/** The signed content of a configuration file. `docs/portal.md`, "Configuration file". */
export type Configuration = {
  readonly user: string;
  readonly account: string;
  readonly spkiHash: string;
  readonly certificateSha256: string;
  /** RFC 3339 UTC. */
  readonly issuedAt: string;
};

/**
 * Reads the signed content.
 * @param content base64 of the JSON.
 * @throws PerennialError `luxtrust.configuration-unreadable`, `luxtrust.configuration-version`.
 */
export function readConfiguration(content: string): Configuration {
  const json = parse(content);
  if (!isShape(json)) throw unreadable("not an object");
  if (json["version"] !== 1) {
    throw new PerennialError("luxtrust.configuration-version", {
      version: typeof json["version"] === "number" ? json["version"] : "?",
    });
  }
  const text = (key: string): string => {
    const value = json[key];
    if (typeof value === "string" && value !== "") return value;
    throw unreadable(`no text ${key}`);
  };
  const issuedAt = text("issuedAt");
  if (Number.isNaN(Date.parse(issuedAt))) throw unreadable("issuedAt is no instant");
  return {
    user: text("user"),
    account: text("account"),
    spkiHash: text("spkiHash").toLowerCase(),
    certificateSha256: text("certificateSha256").toLowerCase(),
    issuedAt: new Date(issuedAt).toISOString(),
  };
}

function parse(content: string): unknown {
  try {
    return JSON.parse(Buffer.from(content, "base64").toString("utf8")) as unknown;
  } catch (error) {
    throw unreadable("not JSON", error);
  }
}

function unreadable(detail: string, cause?: unknown): PerennialError {
  return new PerennialError(
    "luxtrust.configuration-unreadable",
    {},
    { detail, ...(cause === undefined ? {} : { cause }) },
  );
}
