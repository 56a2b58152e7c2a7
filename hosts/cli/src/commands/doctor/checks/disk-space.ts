import { statfs } from "node:fs/promises";
import { fine, type Check } from "../check.js";

const mebibyte = 1024 * 1024;
/** Below this a renewal may stop in the middle; it would resume, but it would stop. */
const short = 50;
const enough = 200;

/** Free space where the home lies. */
export const diskSpace: Check = {
  id: "disk-space",
  async run({ home: { folder } }) {
    const { bavail, bsize } = await statfs(folder);
    const free = Math.floor((bavail * bsize) / mebibyte);
    if (free >= enough) return fine;
    return [{ severity: free < short ? "error" : "warning", what: "short", args: { free } }];
  },
};
