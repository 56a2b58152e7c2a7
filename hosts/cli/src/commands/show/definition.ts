import type { CommandDefinition } from "../../parse/definition.js";

export const showDefinition: CommandDefinition = {
  name: "show",
  positionals: [{ name: "renewal" }],
  options: {
    follow: { type: "boolean", short: "f" },
  },
  load: async () => (await import("./show-command.js")).ShowCommand,
};
