import type { CommandDefinition } from "../../parse/definition.js";

export const pluginsEnableDefinition: CommandDefinition = {
  name: "plugins enable",
  positionals: [{ name: "plugin", required: true }],
  load: async () => (await import("./plugins-enable-command.js")).PluginsEnableCommand,
};
