import { message } from "@perennial/api";
import { permission, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Documents are signed with a key, so that the one permission is of no use without the other. */
export const documentSignatures: Rule = {
  id: "document-signatures",
  severity: "error",
  hint: message("rule.document-signatures.hint"),
  check(plugin) {
    const documents = strings(permission(plugin, "signatures")).find(
      ({ value }) => value === "documents",
    );
    const keys = strings(permission(plugin, "keys"));
    if (documents === undefined || keys.some(({ value }) => value === "sign")) return [];
    return [{ path: documents.path, message: message("rule.document-signatures") }];
  },
};
