import type { SecretRef } from "../form.js";
import { token } from "../inject.js";

/**
 * Secrets of the profile that the person gave: passwords of portals. A plugin holds references; the
 * host puts the secret in when a request goes out. PINs and passphrases are never among them.
 */
export interface Secrets {
  /** The reference, or null if the person was not asked yet. */
  find(name: string): Promise<SecretRef | null>;
  /** Forgets it, for example because the portal refused it. */
  forget(name: string): Promise<void>;
}
export const Secrets = token<Secrets>("secrets");
