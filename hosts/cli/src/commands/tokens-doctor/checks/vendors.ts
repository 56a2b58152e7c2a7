import { existsSync } from "node:fs";
import { KnownModules } from "@perennial/hardware";
import type { Check, CheckFinding } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";

/** The vendors' drivers that are not where their installers put them on this system. */
export const vendors: Check<TokensExamined> = {
  id: "token-vendors",
  async run({ io, platform }) {
    const { modules } = await new KnownModules(platform, io.env).read();
    const byName = Map.groupBy(modules, ({ name }) => name);
    return [...byName].flatMap(([name, known]): readonly CheckFinding[] => {
      if (known.some(({ path }) => existsSync(path))) return [];
      const paths = known.map(({ path }) => path);
      return [{ severity: "ok", what: "absent", args: { name, paths } }];
    });
  },
};
