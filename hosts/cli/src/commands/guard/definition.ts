import type { CommandDefinition } from "../../parse/definition.js";

export const guardDefinition: CommandDefinition = {
  name: "guard",
  positionals: [
    { name: "profile", required: true },
    { name: "operation", required: true },
  ],
  load: async () => (await import("./guard-command.js")).GuardCommand,
};
