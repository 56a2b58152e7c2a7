import { fine, type Check } from "../check.js";

/** What the rules find in the plugins' folders. */
export const plugins: Check = {
  id: "plugins",
  async run({ plugins: book }) {
    const findings = (await (await book.get()).list()).flatMap(({ id, folder, findings: own }) => {
      const errors = own.filter(({ severity }) => severity === "error").length;
      return errors === 0
        ? []
        : [
            {
              severity: "error",
              what: "invalid",
              args: { plugin: id ?? folder, errors, folder },
            } as const,
          ];
    });
    return findings.length === 0 ? fine : findings;
  },
};
