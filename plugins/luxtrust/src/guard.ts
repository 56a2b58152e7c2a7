import {
  PerennialError,
  type ErrorData,
  type GuardRequest,
  type GuardedAccount,
} from "@perennial/api";
import { isAfter } from "./expiry.js";

type Operation = "encrypt" | "send" | "download";

/**
 * Whether the SOFiE client may encrypt, send or download now. Manual 3.1 (expired: encrypt and send
 * are disabled), 5.2 (no transfer from the upload until the configuration is installed; CRYPT must be
 * registered, otherwise [201,451]).
 */
export function guard({ operation, now, accounts, profile }: GuardRequest): "allowed" | ErrorData {
  const refusal = refusals(operation as Operation, now, accounts, profile);
  return refusal === undefined ? "allowed" : refusal.toJSON();
}

function refusals(
  operation: Operation,
  now: string,
  accounts: readonly GuardedAccount[],
  profile: GuardRequest["profile"],
): PerennialError | undefined {
  for (const { account, notAfter } of accounts) {
    if (operation !== "download" && notAfter !== undefined && isAfter(now, notAfter)) {
      return new PerennialError("luxtrust.certificate-expired", { operation, account, notAfter });
    }
  }
  if (operation === "encrypt") return undefined;
  for (const account of accounts) {
    const quiet = quietWindow(account, profile["way"] !== "portal");
    if (quiet !== undefined) {
      const params = { operation, account: account.account, ...quiet };
      return new PerennialError("luxtrust.quiet-window", params);
    }
  }
  if (operation !== "send" || profile["contract"] !== "sort") return undefined;
  const crypt = accounts.find(({ account }) => account === "CRYPT");
  if (crypt === undefined || isRegistered(crypt)) return undefined;
  return new PerennialError("luxtrust.cssf-not-registered", { error: "[201,451]" });
}

/** The window of a certificate that was uploaded, or may be, and whose configuration is not installed. */
type QuietWindow =
  { readonly upload: "made"; readonly since: string } | { readonly upload: "asked" };

/** @param byPerson whether a person uploads: between the upload and their saying so nobody knows of it. */
function quietWindow({ renewals }: GuardedAccount, byPerson: boolean): QuietWindow | undefined {
  // Newest first: what a later renewal installed ends the window of an earlier one.
  for (const { outputs, state, step } of renewals) {
    if (outputs["install-configuration"] !== undefined) return undefined;
    const upload = outputs["upload-certificate"] as { readonly uploadedAt: string } | undefined;
    if (upload !== undefined) return { upload: "made", since: upload.uploadedAt };
    const isOpen = state === "running" || state === "failed";
    if (byPerson && isOpen && step === "upload-certificate") return { upload: "asked" };
  }
  return undefined;
}

/**
 * Whether the current CRYPT certificate was declared. Of a certificate that Perennial did not renew
 * nothing is known; it served before.
 */
function isRegistered({ sha256, renewals }: GuardedAccount): boolean {
  const installed = renewals.filter(({ outputs }) => {
    const output = outputs["install-configuration"] as { readonly sha256: string } | undefined;
    return output !== undefined && output.sha256 === sha256;
  });
  return (
    installed.length === 0 ||
    installed.some(({ outputs }) => outputs["declare-to-cssf"] !== undefined)
  );
}
