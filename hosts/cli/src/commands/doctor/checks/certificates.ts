import { fine, type Check } from "../check.js";

/** The files that current certificates came from can be read. */
export const certificates: Check = {
  id: "certificates",
  async run({ inventory }) {
    const checked = await (await inventory.get()).refresh();
    const findings = checked.flatMap(({ record, source }) =>
      source.state === "unreadable"
        ? [
            {
              severity: "error",
              what: "unreadable",
              args: { profile: record.profileId, account: record.account, path: record.source },
            } as const,
          ]
        : [],
    );
    return findings.length === 0 ? fine : findings;
  },
};
