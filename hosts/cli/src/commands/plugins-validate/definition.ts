import type { CommandDefinition } from "../../parse/definition.js";

export const pluginsValidateDefinition: CommandDefinition = {
  name: "plugins validate",
  positionals: [{ name: "folder", required: true }],
  options: { code: { type: "boolean", negated: true } },
  load: async () => (await import("./plugins-validate-command.js")).PluginsValidateCommand,
};
