import type { CommandDefinition } from "../../parse/definition.js";

export const pluginsShowDefinition: CommandDefinition = {
  name: "plugins show",
  positionals: [{ name: "plugin", required: true }],
  load: async () => (await import("./plugins-show-command.js")).PluginsShowCommand,
};
