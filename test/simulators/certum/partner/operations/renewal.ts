import type { Finding } from "../partner-refusal.js";
import { complete, judgeHash } from "../rules/order-rules.js";
import { readRequest } from "../rules/request-rules.js";
import { PartnerRefusal } from "../partner-refusal.js";
import { placedAnswer } from "./answers.js";
import type { Operation, PartnerDesk } from "./operation.js";

/** The profile of all certificates that the authority issues. */
const PROFILE = "smime-organization";

/** `renewCertificate`: an order that goes on from a certificate which is still good. */
export const renewCertificate: Operation = async (desk, { message, account }) => {
  const serial = message.optionalText("serialNumber");
  const earlier = desk.earlier.find(serial, message.optionalText("X509Cert"));
  const findings: Finding[] = [];
  desk.earlier.judge(earlier, account, findings);
  const customer = message.text("customer");
  const judged = await desk.rules.judge(
    {
      account,
      customer,
      orderID: message.optionalText("orderID"),
      productCode: message.text("productCode"),
      csr: message.optionalText("CSR"),
      hashAlgorithm: message.optionalText("hashAlgorithm"),
      stated: { email: message.optionalText("email") },
      path: "",
    },
    findings,
  );
  if (judged?.product.renewal === false)
    findings.push({ code: "notForRenewals", path: "productCode" });
  else if (judged !== undefined && judged.product.profile !== PROFILE)
    findings.push({ code: "otherProfile", path: "productCode" });
  if (judged !== undefined && judged.subject.commonName !== earlier.subject.commonName)
    findings.push({ code: "otherCommonName", path: "CSR", detail: earlier.subject.commonName });
  if (customer.trim() !== "" && customer !== earlier.customer)
    findings.push({ code: "otherCustomer", path: "customer" });
  const draft = complete(judged, findings);
  const order = await desk.office.place({ ...draft, kind: "renewal", earlier });
  return placedAnswer(order);
};

/** `reissueCertificate`: a new key for a certificate, until the same day. */
export const reissueCertificate: Operation = async (desk, { message, account }) => {
  const serial = message.optionalText("serialNumber");
  const earlier = desk.earlier.find(serial, message.optionalText("X509Cert"));
  const findings: Finding[] = [];
  desk.earlier.judge(earlier, account, findings);
  if (isReissued(desk, earlier.serial)) findings.push({ code: "reissuedBefore" });
  const orderID = message.optionalText("orderID");
  desk.rules.judgeOrderID(orderID, "orderID", findings);
  judgeHash(message.optionalText("hashAlgorithm"), "hashAlgorithm", findings);
  const request = await readRequest(desk.world, message.optionalText("CSR"), "CSR", findings);
  const { subject, mailbox, customer } = earlier;
  if (request !== undefined && findings.length === 0) {
    const [organization = ""] = request.subject.getField("O");
    const [email = ""] = request.subject.getField("E");
    const [commonName = ""] = request.subject.getField("CN");
    const same =
      organization === subject.organization &&
      email === mailbox &&
      commonName === subject.commonName;
    if (!same) findings.push({ code: "cannotReissue", path: "CSR", detail: "another subject" });
  }
  if (request === undefined || findings.length > 0) throw new PartnerRefusal(findings);
  const order = await desk.office.place({
    ...{ orderID: orderID ?? "", account, customer, kind: "reissue", request },
    ...{ subject, mailbox, earlier },
    product: desk.reissue,
  });
  return { orderID: order.orderID };
};

/** Whether there is an order for it that was not rejected. */
function isReissued({ orders }: PartnerDesk, serial: string): boolean {
  return orders
    .list()
    .some(
      ({ kind, earlier, status }) =>
        kind === "reissue" && earlier?.serial === serial && status !== "REJECTED",
    );
}
