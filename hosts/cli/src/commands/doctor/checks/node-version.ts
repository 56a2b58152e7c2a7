import { fine, type Check } from "../check.js";

const needed = 26;

/** Perennial uses what Node 26 brings: `node:sqlite`, and permissions of processes. */
export const nodeVersion: Check = {
  id: "node-version",
  run({ nodeVersion: version }) {
    const major = Number(version.replace(/^v/, "").split(".", 1)[0]);
    return Promise.resolve(
      major >= needed ? fine : [{ severity: "error", what: "old", args: { version, needed } }],
    );
  },
};
