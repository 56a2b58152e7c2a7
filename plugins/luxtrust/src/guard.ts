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
  const refusal = refusals(operation as Operation, now, accounts, profile["contract"] === "sort");
  return refusal === undefined ? "allowed" : refusal.toJSON();
}

function refusals(
  operation: Operation,
  now: string,
  accounts: readonly GuardedAccount[],
  sort: boolean,
): PerennialError | undefined {
  for (const { account, notAfter } of accounts) {
    if (operation !== "download" && notAfter !== undefined && isAfter(now, notAfter)) {
      return new PerennialError("luxtrust.certificate-expired", { operation, account, notAfter });
    }
  }
  if (operation === "encrypt") return undefined;
  for (const account of accounts) {
    const since = quietSince(account);
    if (since !== undefined) {
      return new PerennialError("luxtrust.quiet-window", {
        operation,
        account: account.account,
        since,
      });
    }
  }
  if (operation !== "send" || !sort) return undefined;
  const crypt = accounts.find(({ account }) => account === "CRYPT");
  if (crypt === undefined || isRegistered(crypt)) return undefined;
  return new PerennialError("luxtrust.cssf-not-registered", { error: "[201,451]" });
}

/** When the certificate was uploaded whose configuration is not installed yet. */
function quietSince({ renewals }: GuardedAccount): string | undefined {
  // Newest first: what a later renewal installed ends the window of an earlier one.
  for (const { outputs } of renewals) {
    if (outputs["install-configuration"] !== undefined) return undefined;
    const upload = outputs["upload-certificate"] as { readonly uploadedAt: string } | undefined;
    if (upload !== undefined) return upload.uploadedAt;
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
