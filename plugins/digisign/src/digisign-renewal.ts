import { renewal } from "@perennial/api";
import { ChooseDate } from "./steps/choose-date.js";
import { ConfirmApplication } from "./steps/confirm-application.js";
import { CreateRequest } from "./steps/create-request.js";
import { GenerateKeys } from "./steps/generate-keys.js";
import { Order } from "./steps/order.js";
import { Precheck } from "./steps/precheck.js";
import { SelectCertificate } from "./steps/select-certificate.js";

/** The online renewal of a qualified certificate, as the manual's table of contents has it. */
export const digisignRenewal = renewal("digisign.renewal", [
  // I. Requirements
  Precheck,
  // II. Preparing the documents
  SelectCertificate,
  ChooseDate,
  ConfirmApplication,
  GenerateKeys,
  CreateRequest,
  Order,
]);
