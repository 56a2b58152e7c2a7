import type { CommandDefinition } from "../../parse/definition.js";

export const listDefinition: CommandDefinition = {
  name: "list",
  options: {
    all: { type: "boolean" },
  },
  load: async () => (await import("./list-command.js")).ListCommand,
};
