import { renewal } from "@perennial/api";
import { ChooseDate } from "./steps/choose-date.js";
import { ConfirmApplication } from "./steps/confirm-application.js";
import { CreateRequest } from "./steps/create-request.js";
import { Finish } from "./steps/finish.js";
import { GenerateKeys } from "./steps/generate-keys.js";
import { Order } from "./steps/order.js";
import { Pay } from "./steps/pay.js";
import { Precheck } from "./steps/precheck.js";
import { ReceiveCertificate } from "./steps/receive-certificate.js";
import { ReceiveDocuments } from "./steps/receive-documents.js";
import { Replug } from "./steps/replug.js";
import { Review } from "./steps/review.js";
import { SelectCertificate } from "./steps/select-certificate.js";
import { SendContract } from "./steps/send-contract.js";
import { SendDeclaration } from "./steps/send-declaration.js";
import { SendIdentity } from "./steps/send-identity.js";
import { SendTerms } from "./steps/send-terms.js";
import { UpdateToken } from "./steps/update-token.js";

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
  // III. Sending the documents
  ReceiveDocuments,
  Pay,
  SendDeclaration,
  SendContract,
  SendTerms,
  SendIdentity,
  Review,
  ReceiveCertificate,
  // IV. Update the certificate
  UpdateToken,
  Replug,
  Finish,
]);
