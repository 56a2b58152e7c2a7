import type { TokenServices } from "@perennial/hardware";
import type { Lazy } from "../lazy.js";

/**
 * Does a run's work: a token that it logs in to stays so for as long as the run goes on and uses it, so
 * that its PIN is asked for once. No token is looked at for that.
 */
export async function whileHolding<T>(
  tokens: Lazy<{ readonly modules: Pick<TokenServices["modules"], "hold"> }>,
  work: () => Promise<T>,
): Promise<T> {
  const held: { release(): void }[] = [];
  let over = false;
  const forget = tokens.whenMade((made) => {
    made.then(
      ({ modules }) => {
        if (!over) held.push(modules.hold());
      },
      // Whoever asked for them has been told.
      () => undefined,
    );
  });
  try {
    return await work();
  } finally {
    over = true;
    forget();
    for (const hold of held) hold.release();
  }
}
