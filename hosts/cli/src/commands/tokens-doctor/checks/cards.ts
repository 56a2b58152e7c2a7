import { existsSync } from "node:fs";
import { KnownModules, modulesOfCard, PcscdCards, pcscdSocket } from "@perennial/hardware";
import type { Check, CheckFinding } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";

/** The cards in the readers, by their answers to reset, and whether their vendor's driver is there. */
export const cards: Check<TokensExamined> = {
  id: "reader-cards",
  async run({ io, platform }) {
    if (platform !== "linux") return [];
    const found = await new PcscdCards(pcscdSocket(io.env)).read();
    const { modules } = await new KnownModules(platform, io.env).read();
    return found.map(({ reader, atr }): CheckFinding => {
      const args = { reader, atr: atr.toString("hex").toUpperCase() };
      const vendors = modulesOfCard(atr);
      const paths = modules.filter(({ name }) => vendors.includes(name)).map(({ path }) => path);
      if (vendors.length === 0) return { severity: "ok", what: "unknown", args };
      const isThere = paths.some((path) => existsSync(path));
      const known = { ...args, vendors, paths };
      if (isThere) return { severity: "ok", what: "known", args: known };
      return { severity: "warning", what: "driver-missing", args: known };
    });
  },
};
