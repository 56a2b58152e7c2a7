import type { CommandDefinition } from "../../parse/definition.js";

export const tokensShowDefinition: CommandDefinition = {
  name: "tokens show",
  positionals: [{ name: "token", required: true }],
  load: async () => (await import("./tokens-show-command.js")).TokensShowCommand,
};
