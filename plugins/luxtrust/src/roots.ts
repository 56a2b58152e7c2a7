import type { Files } from "@perennial/api";
import type { SofieProfile } from "./profile.js";

type RootsField = "caRoots" | "operatorRoots" | "portalRoots";

/** The roots that the profile's file holds, PEM or DER base64; undefined if it names none. */
export async function profileRoots(
  files: Files,
  profile: SofieProfile,
  field: RootsField,
): Promise<readonly string[] | undefined> {
  if (profile[field] === undefined || profile[field] === "") return undefined;
  return [readableRoots(await files.read(`profile:${field}`))];
}

/** The roots of the certification authority; the system's if the profile names none. */
export async function caRoots(files: Files, profile: SofieProfile): Promise<readonly string[]> {
  return (await profileRoots(files, profile, "caRoots")) ?? ["system"];
}

/** A file's content (base64) as roots are given: PEM as text, DER as base64. */
export function readableRoots(content: string): string {
  const text = Buffer.from(content, "base64").toString("latin1");
  return text.includes("-----BEGIN ") ? text : content;
}
