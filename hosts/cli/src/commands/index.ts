import { statusDefinition } from "./status/definition.js";
import { listDefinition } from "./list/definition.js";
import { showDefinition } from "./show/definition.js";
import { renewDefinition } from "./renew/definition.js";
import { resumeDefinition } from "./resume/definition.js";
import { cancelDefinition } from "./cancel/definition.js";
import { answerDefinition } from "./answer/definition.js";
import { profileAddDefinition } from "./profile-add/definition.js";
import { profileChangeDefinition } from "./profile-change/definition.js";
import { profileListDefinition } from "./profile-list/definition.js";
import { profileShowDefinition } from "./profile-show/definition.js";
import { profileRemoveDefinition } from "./profile-remove/definition.js";
import { pluginsListDefinition } from "./plugins-list/definition.js";
import { pluginsShowDefinition } from "./plugins-show/definition.js";
import { pluginsEnableDefinition } from "./plugins-enable/definition.js";
import { pluginsDisableDefinition } from "./plugins-disable/definition.js";
import { pluginsValidateDefinition } from "./plugins-validate/definition.js";
import { auditShowDefinition } from "./audit-show/definition.js";
import { auditVerifyDefinition } from "./audit-verify/definition.js";
import { doctorDefinition } from "./doctor/definition.js";
import { guardDefinition } from "./guard/definition.js";
import { keysListDefinition } from "./keys-list/definition.js";
import { keysExportDefinition } from "./keys-export/definition.js";
import { signDefinition } from "./sign/definition.js";
import { verifyDefinition } from "./verify/definition.js";
import { tokensListDefinition } from "./tokens-list/definition.js";
import { tokensShowDefinition } from "./tokens-show/definition.js";
import { tokensKeysDefinition } from "./tokens-keys/definition.js";
import { tokensWatchDefinition } from "./tokens-watch/definition.js";
import { tokensDoctorDefinition } from "./tokens-doctor/definition.js";
import { tokensQuarantineDefinition } from "./tokens-quarantine/definition.js";
import { tokensUnblockedDefinition } from "./tokens-unblocked/definition.js";
import { tokensRemoveKeyDefinition } from "./tokens-remove-key/definition.js";
import { watchDefinition } from "./watch/definition.js";
import type { CommandDefinition } from "../parse/definition.js";

/** Every command, in the order of the help. */
export const commands: readonly CommandDefinition[] = [
  statusDefinition,
  listDefinition,
  showDefinition,
  renewDefinition,
  resumeDefinition,
  cancelDefinition,
  answerDefinition,
  profileAddDefinition,
  profileChangeDefinition,
  profileListDefinition,
  profileShowDefinition,
  profileRemoveDefinition,
  pluginsListDefinition,
  pluginsShowDefinition,
  pluginsEnableDefinition,
  pluginsDisableDefinition,
  pluginsValidateDefinition,
  auditShowDefinition,
  auditVerifyDefinition,
  doctorDefinition,
  guardDefinition,
  keysListDefinition,
  keysExportDefinition,
  signDefinition,
  verifyDefinition,
  tokensListDefinition,
  tokensShowDefinition,
  tokensKeysDefinition,
  tokensWatchDefinition,
  tokensDoctorDefinition,
  tokensQuarantineDefinition,
  tokensUnblockedDefinition,
  tokensRemoveKeyDefinition,
  watchDefinition,
];
