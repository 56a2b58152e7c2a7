import type { CommandDefinition } from "../../parse/definition.js";

export const renewDefinition: CommandDefinition = {
  name: "renew",
  positionals: [{ name: "profiles", variadic: true }],
  options: {
    plan: { type: "boolean" },
    account: { type: "string", value: "ACCOUNT" },
    force: { type: "boolean" },
    yes: { type: "boolean", short: "y", describe: "option.renew-yes" },
    answers: { type: "string", value: "FILE" },
    wait: { type: "boolean" },
    "wait-for": { type: "string", value: "DURATION" },
    input: { type: "boolean", negated: true },
  },
  load: async () => (await import("./renew-command.js")).RenewCommand,
};
