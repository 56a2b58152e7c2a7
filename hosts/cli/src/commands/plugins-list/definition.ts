import type { CommandDefinition } from "../../parse/definition.js";

export const pluginsListDefinition: CommandDefinition = {
  name: "plugins list",
  load: async () => (await import("./plugins-list-command.js")).PluginsListCommand,
};
