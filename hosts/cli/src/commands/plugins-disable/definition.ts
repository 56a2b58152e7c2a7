import type { CommandDefinition } from "../../parse/definition.js";

export const pluginsDisableDefinition: CommandDefinition = {
  name: "plugins disable",
  positionals: [{ name: "plugin", required: true }],
  load: async () => (await import("./plugins-disable-command.js")).PluginsDisableCommand,
};
