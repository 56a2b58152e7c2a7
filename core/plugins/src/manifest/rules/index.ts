import type { Rule } from "../rule.js";
import { accountsBy } from "./accounts-by.js";
import { adoptMatches } from "./adopt-matches.js";
import { apiDependency } from "./api-dependency.js";
import { bundledModules } from "./bundled-modules.js";
import { conditionFields } from "./condition-fields.js";
import { contactShape } from "./contact-shape.js";
import { documentSignatures } from "./document-signatures.js";
import { durationFormat } from "./duration-format.js";
import { engineOpenEnded } from "./engine-open-ended.js";
import { engineRange } from "./engine-range.js";
import { filePermissions } from "./file-permissions.js";
import { inboxPatterns } from "./inbox-patterns.js";
import { keyPlace } from "./key-place.js";
import { l10nErrorNext } from "./l10n-error-next.js";
import { l10nExtraKeys } from "./l10n-extra-keys.js";
import { l10nFile } from "./l10n-file.js";
import { l10nIcu } from "./l10n-icu.js";
import { l10nKeys } from "./l10n-keys.js";
import { l10nOwnErrors } from "./l10n-own-errors.js";
import { l10nSource } from "./l10n-source.js";
import { licensePresent } from "./license-present.js";
import { linksInside } from "./links-inside.js";
import { mainFile } from "./main-file.js";
import { manifestShape } from "./manifest-shape.js";
import { matchesPattern } from "./matches-pattern.js";
import { moduleType } from "./module-type.js";
import { nameFormat } from "./name-format.js";
import { networkHosts } from "./network-hosts.js";
import { noInstallScripts } from "./no-install-scripts.js";
import { noNativeAddons } from "./no-native-addons.js";
import { noticeBefore } from "./notice-before.js";
import { operationNames } from "./operation-names.js";
import { packageSize } from "./package-size.js";
import { pagesHosts } from "./pages-hosts.js";
import { pathInside } from "./path-inside.js";
import { profileAdvanced } from "./profile-advanced.js";
import { profileBounds } from "./profile-bounds.js";
import { profileDefault } from "./profile-default.js";
import { profileEnum } from "./profile-enum.js";
import { profileFieldName } from "./profile-field-name.js";
import { profileKeywords } from "./profile-keywords.js";
import { profilePattern } from "./profile-pattern.js";
import { profileRequired } from "./profile-required.js";
import { profileSecret } from "./profile-secret.js";
import { providerId } from "./provider-id.js";
import { stepNames } from "./step-names.js";
import { takesOverRange } from "./takes-over-range.js";
import { textLiteral } from "./text-literal.js";
import { textReferences } from "./text-references.js";
import { versionSemver } from "./version-semver.js";

/** All rules of a manifest, in the order of their ids. */
export const rules: readonly Rule[] = [
  accountsBy,
  adoptMatches,
  apiDependency,
  bundledModules,
  conditionFields,
  contactShape,
  documentSignatures,
  durationFormat,
  engineOpenEnded,
  engineRange,
  filePermissions,
  inboxPatterns,
  keyPlace,
  l10nErrorNext,
  l10nExtraKeys,
  l10nFile,
  l10nIcu,
  l10nKeys,
  l10nOwnErrors,
  l10nSource,
  licensePresent,
  linksInside,
  mainFile,
  manifestShape,
  matchesPattern,
  moduleType,
  nameFormat,
  networkHosts,
  noInstallScripts,
  noNativeAddons,
  noticeBefore,
  operationNames,
  packageSize,
  pagesHosts,
  pathInside,
  profileAdvanced,
  profileBounds,
  profileDefault,
  profileEnum,
  profileFieldName,
  profileKeywords,
  profilePattern,
  profileRequired,
  profileSecret,
  providerId,
  stepNames,
  takesOverRange,
  textLiteral,
  textReferences,
  versionSemver,
];
