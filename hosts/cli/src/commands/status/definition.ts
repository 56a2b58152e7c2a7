import type { CommandDefinition } from "../../parse/definition.js";

export const statusDefinition: CommandDefinition = {
  name: "status",
  load: async () => (await import("./status-command.js")).StatusCommand,
};
