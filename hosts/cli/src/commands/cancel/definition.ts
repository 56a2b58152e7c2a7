import type { CommandDefinition } from "../../parse/definition.js";

export const cancelDefinition: CommandDefinition = {
  name: "cancel",
  positionals: [{ name: "renewal", required: true }],
  options: {
    yes: { type: "boolean", short: "y" },
  },
  load: async () => (await import("./cancel-command.js")).CancelCommand,
};
