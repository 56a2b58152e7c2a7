import type { CommandDefinition } from "../../parse/definition.js";

export const keysListDefinition: CommandDefinition = {
  name: "keys list",
  load: async () => (await import("./keys-list-command.js")).KeysListCommand,
};
