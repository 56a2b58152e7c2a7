import type { RenewalStore } from "@perennial/store";
import type { Home } from "../home/home.js";
import { isThere, openHome } from "../home/open-home.js";

/** The journal. One that is not there yet is made by the first that writes to it. */
export async function openStore(home: Home): Promise<RenewalStore> {
  const { openSqliteStore } = await import("@perennial/store");
  const open = async () => {
    await openHome(home);
    return openSqliteStore({ path: home.journal });
  };
  // One that is not there is not made for looking at it.
  if (await isThere(home)) await openHome(home);
  const { hasJournal, journalOnDemand } = await import("../home/journal-on-demand.js");
  return hasJournal(home.journal) ? open() : journalOnDemand(home.journal, open);
}
