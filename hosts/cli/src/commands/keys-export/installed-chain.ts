import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import type { CertificateRecord } from "@perennial/store";
import type { Home } from "../../home/home.js";
import { issuersOf } from "./issuers-of.js";

/** The issuers' certificates that go with a recorded one. */
export interface InstalledChain {
  /** DER, base64, from the certificate's issuer to the root, as far as they are there. */
  readonly issuers: readonly string[];
  /** Why they do not reach up to the root. */
  readonly problem?: ErrorData;
}

/** Reads them from the file that the certificate came from, or from Perennial's own copy. */
export async function installedChain(
  record: CertificateRecord,
  home: Home,
): Promise<InstalledChain> {
  const path = fileOf(record, home);
  try {
    const { readCertificates } = await import("@perennial/pki");
    const { certificates } = readCertificates(await readFile(path));
    const { chain, complete } = issuersOf(
      Buffer.from(record.der, "base64"),
      certificates.map(({ der }) => Buffer.from(der, "base64")),
    );
    const issuers = chain.map(({ raw }) => raw.toString("base64"));
    if (complete) return { issuers };
    const count = issuers.length;
    const error = new PerennialError("cli.issuers-missing", { path, count });
    return { issuers, problem: toErrorData(error) };
  } catch (error) {
    const reason = (error as { code?: unknown }).code;
    const isOfFile = PerennialError.is(error)
      ? error.code.startsWith("certificates.")
      : typeof (error as { syscall?: unknown }).syscall === "string";
    if (!isOfFile) throw error;
    const params = { path, reason: String(reason) };
    const told = new PerennialError("cli.issuers-unreadable", params, { cause: error });
    return { issuers: [], problem: toErrorData(told) };
  }
}

/** What is only in Perennial's keeping lies where a renewal installs it. */
function fileOf({ source, profileId, account, sha256 }: CertificateRecord, home: Home): string {
  if (!source.startsWith("store:")) return source;
  return join(home.certificates, profileId, account, `${sha256.slice(0, 16)}.pem`);
}
