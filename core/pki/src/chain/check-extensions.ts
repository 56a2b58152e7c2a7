import { extensionOids } from "./parsed-certificate.js";
import { invalid } from "./path-rule.js";
import type { PathRule } from "./path-rule.js";

const processed = new Set<string>([
  ...Object.values(extensionOids),
  "1.3.6.1.5.5.7.1.3", // qcStatements: a declaration, with no rule for the path
]);

/**
 * A critical extension that is not processed makes the path invalid (RFC 5280 section 6.1.4 (o) and
 * 6.1.5 (f)); so do an extension that is there twice (section 4.2) and one that cannot be decoded.
 */
export const checkExtensions: PathRule = (path) => {
  for (const certificate of path) {
    const seen = new Set<string>();
    for (const { extnID, critical, parsedValue } of certificate.extensions) {
      if (seen.has(extnID)) throw invalid(certificate, "duplicateExtension", { value: extnID });
      seen.add(extnID);
      if (critical && !processed.has(extnID)) {
        throw invalid(certificate, "criticalExtension", { value: extnID });
      }
      if (!processed.has(extnID)) continue;
      const damaged =
        parsedValue === undefined ||
        ("parsingError" in parsedValue && typeof parsedValue.parsingError === "string");
      if (damaged) throw invalid(certificate, "malformedExtension", { value: extnID });
    }
  }
};
