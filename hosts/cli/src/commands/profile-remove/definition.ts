import type { CommandDefinition } from "../../parse/definition.js";

export const profileRemoveDefinition: CommandDefinition = {
  name: "profile remove",
  positionals: [{ name: "profile", required: true }],
  options: {
    yes: { type: "boolean", short: "y" },
  },
  load: async () => (await import("./profile-remove-command.js")).ProfileRemoveCommand,
};
