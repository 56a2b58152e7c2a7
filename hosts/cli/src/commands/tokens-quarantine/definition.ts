import type { CommandDefinition } from "../../parse/definition.js";

export const tokensQuarantineDefinition: CommandDefinition = {
  name: "tokens quarantine",
  options: { lift: { type: "string", value: "DRIVER" } },
  load: async () => (await import("./tokens-quarantine-command.js")).TokensQuarantineCommand,
};
