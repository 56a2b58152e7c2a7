import { PerennialError, didNotHappen } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";
import { superseded } from "../ways/remembered.js";

const key = "panel-login";

/**
 * Runs `work`, which sends a password, while the journal says that it does. That is withdrawn when it is
 * over, whatever came of it: nothing stands that would keep the person from going back. What is found in
 * the journal later is a try that was interrupted, and nobody knows whether the panel counted it.
 * @param interrupted is run instead of `work` where such a try is found; it is not run again after.
 * @throws what `work` and `interrupted` throw.
 */
export async function underIntent(
  renewal: CertumRenewal,
  work: () => Promise<void>,
  interrupted: () => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  let wasInterrupted = false;
  try {
    await renewal.effect<null>({
      key,
      intent: { user: renewal.profile.portalUser ?? "" },
      perform: async () => {
        if (!wasInterrupted) {
          await work().catch((error: unknown) => {
            failure = { error };
          });
        }
        throw superseded(key);
      },
      find: async () => {
        wasInterrupted = true;
        await interrupted();
        return didNotHappen;
      },
    });
  } catch (error) {
    if (!PerennialError.is(error, "certum.superseded")) throw error;
  }
  if (failure !== undefined) throw failure.error;
}

/** Withdraws what the journal may say of an interrupted try whose password is forgotten already. */
export function settleTry(renewal: CertumRenewal): Promise<void> {
  const nothing = async () => undefined;
  return underIntent(renewal, nothing, nothing);
}
