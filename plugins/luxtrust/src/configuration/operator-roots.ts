import {
  PerennialError,
  message,
  waiting,
  type Certificates,
  type FileRef,
  type Files,
  type Refusal,
  type Waiting,
} from "@perennial/api";
import { helpdesk, type SofieRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";

/**
 * The roots that the operator's signature is checked against: those of the profile. Without them a
 * configuration cannot be verified; the person gives the operator's certificate and confirms its
 * fingerprint with the helpdesk.
 */
export async function operatorRoots(
  files: Files,
  certificates: Certificates,
  renewal: SofieRenewal,
): Promise<{ readonly roots: readonly string[] } | Waiting> {
  const roots = await profileRoots(files, renewal.profile, "operatorRoots");
  if (roots !== undefined) return { roots };
  const given = renewal.answer<FileRef>("operator-roots");
  if (given === undefined) return askForRoots(renewal, missing);
  const read = await readRoot(files, certificates, given);
  if ("code" in read) return askForRoots(renewal, read);
  const { der, subject, sha256 } = read;
  if (renewal.answer<boolean>("trust-operator") !== true) {
    return waiting({
      key: "trust-operator",
      for: "person",
      text: message("luxtrust.trust-operator", { subject, sha256: fingerprint(sha256) }),
      instructions: [message("luxtrust.contact", helpdesk(renewal.profile))],
      question: { type: "confirm" },
    });
  }
  return { roots: [der] };
}

const missing: Refusal = { code: "luxtrust.operator-roots-missing", params: {} };

function askForRoots({ profile }: SofieRenewal, refusal: Refusal): Waiting {
  return waiting({
    key: "operator-roots",
    for: "file",
    names: [],
    maxBytes: 64 * 1024,
    text: message("luxtrust.operator-roots"),
    instructions: [message("luxtrust.contact", helpdesk(profile))],
    refusal,
  });
}

async function readRoot(
  files: Files,
  certificates: Certificates,
  { handle }: FileRef,
): Promise<{ der: string; subject: string; sha256: string } | Refusal> {
  try {
    const { certificates: found } = await certificates.read(await files.read(handle));
    const root = found.find(({ isCa }) => isCa) ?? found[0];
    if (root !== undefined) return root;
    return { code: "certificates.none-found", params: { kind: "binary", labels: [] } };
  } catch (error) {
    if (!PerennialError.is(error) || !error.code.startsWith("certificates.")) throw error;
    return { code: error.code, params: error.params };
  }
}

/** `AB:CD:…`, as it is read out on the telephone. */
function fingerprint(sha256: string): string {
  return sha256.toUpperCase().replaceAll(/(..)(?=.)/g, "$1:");
}
