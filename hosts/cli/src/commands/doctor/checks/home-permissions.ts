import { access, constants, stat } from "node:fs/promises";
import { fine, type Check, type CheckFinding } from "../check.js";

/** The home holds encrypted keys and the journal: it is its owner's alone, and can be written. */
export const homePermissions: Check = {
  id: "home-permissions",
  async run({ home: { folder }, io: { platform = process.platform } }) {
    const findings: CheckFinding[] = [];
    let mode: number;
    try {
      mode = (await stat(folder)).mode;
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOENT") throw error;
      return [{ severity: "ok", what: "absent", args: { folder } }];
    }
    if (platform !== "win32" && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, "0");
      findings.push({ severity: "error", what: "open", args: { folder, mode: shown } });
    }
    try {
      await access(folder, constants.W_OK);
    } catch (error) {
      const system = (error as { code?: unknown }).code;
      if (typeof system !== "string") throw error;
      findings.push({ severity: "error", what: "read-only", args: { folder, system } });
    }
    return findings.length === 0 ? fine : findings;
  },
};
