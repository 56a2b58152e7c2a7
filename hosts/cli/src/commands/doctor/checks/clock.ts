import { fine, type Check } from "../check.js";

/** Small steps back are a time server's; a larger one is somebody's. Milliseconds. */
const tolerated = 5 * 60_000;

/** Validity and deadlines depend on the time: it cannot be before what was recorded already. */
export const clockSanity: Check = {
  id: "clock",
  async run({ clock, store }) {
    const now = clock.now();
    const last = (await (await store.get()).auditLog()).at(-1);
    if (last === undefined || Date.parse(last.at) - now <= tolerated) return fine;
    const args = { now: new Date(now).toISOString(), last: last.at };
    return [{ severity: "error", what: "set-back", args }];
  },
};
