import { renewal } from "@perennial/api";
import { Activate } from "./steps/activate.js";
import { BackUp } from "./steps/back-up.js";
import { Card } from "./steps/card.js";
import { CertificateData } from "./steps/certificate-data.js";
import { ChooseOrder } from "./steps/choose-order.js";
import { ConfirmEmail } from "./steps/confirm-email.js";
import { CreateRequest } from "./steps/create-request.js";
import { DataVerification } from "./steps/data-verification.js";
import { EmailAddress } from "./steps/email-address.js";
import { EmailVerification } from "./steps/email-verification.js";
import { GenerateKeys } from "./steps/generate-key-pair.js";
import { InstallCertificate } from "./steps/install-certificate.js";
import { KeyMethod } from "./steps/key-method.js";
import { OrderVerification } from "./steps/order-verification.js";
import { OrganizationData } from "./steps/organization-data.js";
import { OwnRequest } from "./steps/own-request.js";
import { ReceiveCertificate } from "./steps/receive-certificate.js";
import { SaveCertificate } from "./steps/save-certificate.js";

/** The activation of a certificate's order, as the manual's table of contents has it. */
export const certumRenewal = renewal("certum.smime", [
  ChooseOrder,
  // Data verification
  OrganizationData,
  DataVerification,
  // E-mail verification
  EmailAddress,
  EmailVerification,
  // Certificate activation
  CertificateData,
  KeyMethod,
  Card,
  GenerateKeys,
  CreateRequest,
  OwnRequest,
  Activate,
  // What a partner's order is verified by
  ConfirmEmail,
  OrderVerification,
  // The certificate
  ReceiveCertificate,
  SaveCertificate,
  InstallCertificate,
  BackUp,
]);
