import type { CommandDefinition } from "../../parse/definition.js";

export const tokensListDefinition: CommandDefinition = {
  name: "tokens list",
  load: async () => (await import("./tokens-list-command.js")).TokensListCommand,
};
