import type { CommandDefinition } from "../../parse/definition.js";

export const auditVerifyDefinition: CommandDefinition = {
  name: "audit verify",
  load: async () => (await import("./audit-verify-command.js")).AuditVerifyCommand,
};
