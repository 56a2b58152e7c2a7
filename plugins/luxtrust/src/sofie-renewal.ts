import { renewal } from "@perennial/api";
import { AwaitSiblingRequest } from "./steps/await-sibling-request.js";
import { BackUp } from "./steps/back-up.js";
import { ConfirmPersonalData } from "./steps/confirm-personal-data.js";
import { DeclareToCssf } from "./steps/declare-to-cssf.js";
import { GenerateKeys } from "./steps/generate-keys.js";
import { InstallConfiguration } from "./steps/install-configuration.js";
import { OrderCertificate } from "./steps/order-certificate.js";
import { ReceiveCertificate } from "./steps/receive-certificate.js";
import { ReceiveConfiguration } from "./steps/receive-configuration.js";
import { SaveRequest } from "./steps/save-request.js";
import { SendReport } from "./steps/send-report.js";
import { UploadCertificate } from "./steps/upload-certificate.js";

/** The renewal of a LuxTrust certificate, as the manual's table of contents has it. */
export const sofieRenewal = renewal("luxtrust.sofie", [
  ConfirmPersonalData, // [J03] Personal Information
  GenerateKeys,
  SaveRequest,
  AwaitSiblingRequest, // S.O.R.T.: both requests before either order
  OrderCertificate,
  ReceiveCertificate,
  UploadCertificate,
  DeclareToCssf, // S.O.R.T., CRYPT only
  ReceiveConfiguration,
  InstallConfiguration,
  SendReport,
  BackUp,
]);
