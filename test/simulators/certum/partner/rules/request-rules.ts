import type { CheckedRequest } from "../../../pki/certification-request.js";
import { PortalError } from "../../../shared/portal-error.js";
import type { PartnerWorld } from "../../partner-orders.js";
import type { PartnerCode } from "../partner-codes.js";
import type { Finding } from "../partner-refusal.js";

/** What the authority's names for a wrong request are here. */
const codes: Readonly<Record<string, PartnerCode>> = {
  "csr.unreadable": "csrIncorrect",
  "csr.bad-signature": "csrSignature",
  "csr.weak-key": "keyTooShort",
  "csr.wrong-curve": "keyNotSupported",
};

/** Reads the certificate request of an order, and notes what is wrong with it. */
export async function readRequest(
  world: Pick<PartnerWorld, "readRequest" | "keys" | "authority">,
  csr: string | undefined,
  path: string,
  findings: Finding[],
): Promise<CheckedRequest | undefined> {
  if (csr === undefined || csr.trim() === "") {
    findings.push({ code: "csrMissing", path });
    return undefined;
  }
  try {
    const request = await world.readRequest(Buffer.from(csr, "utf8"));
    const certified = world.authority.list().some(({ spkiHash }) => spkiHash === request.spkiHash);
    if (certified || world.keys.isTaken(request.spkiHash)) findings.push({ code: "keyUsed", path });
    return request;
  } catch (error) {
    const code = error instanceof PortalError ? codes[error.code] : undefined;
    if (!(error instanceof PortalError) || code === undefined) throw error;
    findings.push({ code: tooLong(code, error.detail), path, detail: error.detail });
    return undefined;
  }
}

/** The authority has one name for all wrong lengths; here, those that are long enough have another. */
function tooLong(code: PartnerCode, detail: string): PartnerCode {
  const bits = Number(/\d{3,5}/.exec(detail)?.[0] ?? "0");
  return code === "keyTooShort" && bits >= 2048 ? "keyLength" : code;
}
