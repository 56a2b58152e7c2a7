import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { fine, type Check } from "../check.js";

const mebibyte = 1024 * 1024;
/** Below this a renewal may stop in the middle; it would resume, but it would stop. */
const short = 50;
const enough = 200;

/** The folder, or the next one above it that is there. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

/** Free space where the home lies, or is to lie. */
export const diskSpace: Check = {
  id: "disk-space",
  async run({ home: { folder } }) {
    const { bavail, bsize } = await statfs(existing(folder));
    const free = Math.floor((bavail * bsize) / mebibyte);
    if (free >= enough) return fine;
    return [{ severity: free < short ? "error" : "warning", what: "short", args: { free } }];
  },
};
