import { toPem } from "../../../pki/pem.js";
import type { IssuedCertificate } from "../../partner-orders.js";
import { isMailbox } from "../rules/subject-rules.js";
import { isSerial } from "../rules/earlier-certificate.js";
import { refuse } from "../partner-refusal.js";
import { stateAnswer, verificationAnswer } from "./answers.js";
import type { Call, Operation, PartnerDesk } from "./operation.js";

export const getOrderState: Operation = ({ orders }, { account, message }) => ({
  orderState: stateAnswer(orders.get(account, message.text("orderID"))),
});

/** `addEmailVerification`: a code, to another mailbox if one is given. */
export const addEmailVerification: Operation = async (desk, { account, message }) => {
  const order = desk.orders.get(account, message.text("orderID"));
  const email = message.optionalText("email") ?? order.mailbox;
  if (!isMailbox(email)) throw refuse("emailMalformed", "email");
  return { emailVerification: verificationAnswer(await desk.office.sendCode(order, email)) };
};

export const getEmailVerification: Operation = ({ orders }, { account, message }) => {
  const { verification } = orders.get(account, message.text("orderID"));
  return { emailVerifications: { emailVerification: verificationAnswer(verification) } };
};

/** `verifyOrder`: takes all that it is given, or nothing. */
export const verifyOrder: Operation = (desk, { account, message }) => {
  const order = desk.orders.get(account, message.text("orderID"));
  const code = message.optionalText("code");
  const note = message.optionalText("note");
  const documents = message
    .inner("documents")
    .list("document")
    .map((sent) => ({ fileName: sent.text("fileName"), content: sent.bytes("content") }));
  if (code === undefined && note === undefined && documents.length === 0)
    throw refuse("codeMissing");
  if (order.status === "ENROLLED" || order.status === "REJECTED")
    throw refuse("orderClosed", "orderID", order.status);
  desk.documents.check(documents);
  if (code !== undefined) desk.office.checkCode(order, code);
  if (note !== undefined) order.remarks.push(note);
  const kept = documents.map((document) => desk.documents.keep(order, document));
  if (code !== undefined) desk.office.confirmMailbox(order);
  if (kept.length === 0) return {};
  return { documents: { document: kept.map(({ fileName, id }) => ({ fileName, id })) } };
};

export const getCertificate: Operation = (desk, call) => {
  const issued = findCertificate(desk, call);
  const { order, serial, notBefore, notAfter, pem, issuers } = issued;
  return {
    certificateDetails: {
      orderID: order,
      serialNumber: serial,
      startDate: notBefore,
      endDate: notAfter,
      X509Cert: pem,
    },
    caBundle: { X509Cert: issuers.map((der) => toPem("CERTIFICATE", der)) },
  };
};

function findCertificate(
  { orders, world }: PartnerDesk,
  { account, message }: Call,
): IssuedCertificate {
  const orderID = message.optionalText("orderID");
  const serial = message.optionalText("serialNumber");
  if (orderID !== undefined && serial !== undefined) throw refuse("parametersContradict");
  if (orderID !== undefined) {
    const { issued } = orders.get(account, orderID);
    if (issued === undefined) throw refuse("noCertificate", "orderID");
    return issued;
  }
  if (serial === undefined) throw refuse("parametersMissing");
  if (!isSerial(serial)) throw refuse("serialMalformed", "serialNumber");
  const found = world.authority.find(serial);
  if (found === undefined || found.account !== account)
    throw refuse("noCertificate", "serialNumber");
  return found;
}

export const cancelOrder: Operation = ({ orders, office }, { account, message }) => {
  const order = orders.get(account, message.text("orderID"));
  office.cancel(order, message.optionalText("note"));
  return {};
};
