import type { Files } from "@perennial/api";
import type { CertumProfile } from "./profile.js";

/** The roots that the profile's file holds, PEM or DER base64; undefined if it names none. */
export async function profileRoots(
  files: Files,
  profile: CertumProfile,
  field: "caRoots" | "portalRoots" | "partnerRoots",
): Promise<readonly string[] | undefined> {
  if (profile[field] === undefined || profile[field] === "") return undefined;
  const content = await files.read(`profile:${field}`);
  const text = Buffer.from(content, "base64").toString("latin1");
  return [text.includes("-----BEGIN ") ? text : content];
}

/** The roots that Certum's certificates chain to; the system's if the profile names none. */
export async function caRoots(files: Files, profile: CertumProfile): Promise<readonly string[]> {
  return (await profileRoots(files, profile, "caRoots")) ?? ["system"];
}
