import type { CommandDefinition } from "../../parse/definition.js";

export const tokensUnblockedDefinition: CommandDefinition = {
  name: "tokens unblocked",
  positionals: [{ name: "token", required: true }],
  options: { yes: { type: "boolean", short: "y" } },
  load: async () => (await import("./tokens-unblocked-command.js")).TokensUnblockedCommand,
};
