import type { Check } from "../check.js";
import { audit } from "./audit.js";
import { certificates } from "./certificates.js";
import { clockSanity } from "./clock.js";
import { diskSpace } from "./disk-space.js";
import { homePermissions } from "./home-permissions.js";
import { journal } from "./journal.js";
import { journalBackups } from "./journal-backups.js";
import { keyring } from "./keyring.js";
import { nodeVersion } from "./node-version.js";
import { plugins } from "./plugins.js";
import { policy } from "./policy.js";
import { providers } from "./providers.js";
import { renewals } from "./renewals.js";
import { staleFiles } from "./stale-files.js";
import { tokens } from "./tokens.js";

/** Every check, what the others stand on first. */
export const checks: readonly Check[] = [
  nodeVersion,
  homePermissions,
  journal,
  audit,
  journalBackups,
  clockSanity,
  diskSpace,
  policy,
  plugins,
  providers,
  certificates,
  renewals,
  keyring,
  tokens,
  staleFiles,
];
