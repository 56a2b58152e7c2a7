import { join } from "node:path";
import { PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import type { CertificateRecord } from "@perennial/store";
import type { Home } from "../../home/home.js";
import { InputFile } from "../../signing/input-file.js";
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
    const { certificates } = await read(path);
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
    const system = (error as { cause?: { code?: unknown } | null }).cause?.code;
    const reason = typeof system === "string" ? system : (error as { code?: unknown }).code;
    const isOfFile = PerennialError.is(error)
      ? /^(?:certificates|files)\./u.test(error.code)
      : typeof (error as { syscall?: unknown }).syscall === "string";
    if (!isOfFile) throw error;
    const params = { path, reason: String(reason) };
    const told = new PerennialError("cli.issuers-unreadable", params, { cause: error });
    return { issuers: [], problem: toErrorData(told) };
  }
}

/** @throws PerennialError `certificates.*`, and as {@link InputFile.open}. */
async function read(path: string) {
  const { largestCertificateFile, readCertificates } = await import("@perennial/pki");
  await using file = await InputFile.open(path);
  if (file.size > largestCertificateFile) {
    const params = { size: file.size, max: largestCertificateFile };
    throw new PerennialError("certificates.too-large", params);
  }
  return readCertificates(await file.bytes());
}

/** What is only in Perennial's keeping lies where a renewal installs it. */
function fileOf({ source, profileId, account, sha256 }: CertificateRecord, home: Home): string {
  if (!source.startsWith("store:")) return source;
  return join(home.certificates, profileId, account, `${sha256.slice(0, 16)}.pem`);
}
