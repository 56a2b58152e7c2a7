import { PerennialError, message } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";

/**
 * What no order can be placed without; one that is guessed costs money. A renewal keeps the values that
 * the profile had when it began.
 * @throws PerennialError `certum.partner-profile`, which names all that is missing.
 */
export function requireFields(
  { id, profile, profileId }: CertumRenewal,
  needed: readonly (keyof CertumProfile)[],
): void {
  const missing = needed.filter((field) => (profile[field] ?? "") === "");
  if (missing.length === 0) return;
  const fields = missing.map((field) => message(`certum.profile.${field}`));
  const settings = missing.map((field) => `--set ${field}=…`).join(" ");
  const params = { fields, settings, renewal: id, profile: profileId };
  throw new PerennialError("certum.partner-profile", params, { effect: "none" });
}
