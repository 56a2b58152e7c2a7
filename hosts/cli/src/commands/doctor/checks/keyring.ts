import { fine, type Check } from "../check.js";

/** Without a keyring the passphrase comes from a file or is asked for each time. */
export const keyring: Check = {
  id: "keyring",
  async run({ keys }) {
    if (await (await keys.get()).keyringIsUsable()) return fine;
    return [{ severity: "warning", what: "absent" }];
  },
};
