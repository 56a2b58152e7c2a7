import type { CommandDefinition } from "../../parse/definition.js";

export const tokensKeysDefinition: CommandDefinition = {
  name: "tokens keys",
  positionals: [{ name: "token", required: true }],
  options: { login: { type: "boolean" } },
  load: async () => (await import("./tokens-keys-command.js")).TokensKeysCommand,
};
