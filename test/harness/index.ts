export {
  certumProfileValues,
  panelUser,
  partnerCustomer,
  partnerUser,
  type CertumProfileValues,
} from "./certum-profile.js";
export { digisignProfileValues, type DigisignProfileValues } from "./digisign-profile.js";
export {
  luxtrustProfileValues,
  luxtrustUser,
  sofiePassword,
  type LuxtrustProfileValues,
} from "./luxtrust-profile.js";
export { repositoryRoot } from "./repository.js";
export { runCli, type CliOptions } from "./run-cli.js";
export { skipBecause } from "./skip-because.js";
export { runProcess, type ProcessOptions, type ProcessResult } from "./run-process.js";
export { hasTool, requireTool } from "./system-tool.js";
export { temporaryHome, type TemporaryHome } from "./temporary-home.js";
