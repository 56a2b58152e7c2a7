export { openPartnerFace } from "./partner-face.js";
export {
  defaultAccounts,
  defaultProducts,
  type PartnerCredentials,
  type PartnerOptions,
  type PartnerProduct,
} from "./partner-options.js";
export { partnerErrorReply } from "./soap-service.js";
export { PartnerWsdl, servicePath } from "./wsdl/partner-wsdl.js";
