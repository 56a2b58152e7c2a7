import type { CommandDefinition } from "../../parse/definition.js";

export const statusDefinition: CommandDefinition = {
  name: "status",
  options: {
    all: { type: "boolean", describe: "option.all-certificates" },
  },
  load: async () => (await import("./status-command.js")).StatusCommand,
};
