import { reply, type Reply } from "../../../shared/reply.js";
import { readXml, XmlError } from "../xml/read-xml.js";
import { xmlElement, xmlText } from "../xml/write-xml.js";
import { childrenOf, type XmlElement } from "../xml/xml-element.js";
import { SoapFault, type FaultCode } from "./soap-fault.js";

const ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

/**
 * The one element in the body of a SOAP 1.1 message.
 * @throws SoapFault
 */
export function openEnvelope(bytes: Uint8Array): XmlElement {
  const envelope = parse(bytes);
  if (envelope.local !== "Envelope") throw malformed("The message is no SOAP envelope.");
  if (envelope.namespace !== ENVELOPE)
    throw new SoapFault("VersionMismatch", "The envelope is none of SOAP 1.1.");
  checkParts(envelope);
  const [body] = childrenOf(envelope, ENVELOPE, "Body");
  const [content, more] = body?.children ?? [];
  if (body?.text.trim() !== "" || content === undefined || more !== undefined)
    throw malformed("The body has to hold one element.");
  return content;
}

/** SOAP 1.1, section 4: an optional header, then the body. */
function checkParts({ children, text }: XmlElement): void {
  const names = children.map(({ namespace, local }) => (namespace === ENVELOPE ? local : "?"));
  if (!["Body", "Header Body"].includes(names.join(" ")) || text.trim() !== "")
    throw malformed("An envelope holds a header, if any, and one body.");
  const entries = names[0] === "Header" ? (children[0]?.children ?? []) : [];
  const understood = entries.every(({ attributes }) =>
    attributes.every(
      ({ namespace, local, value }) =>
        namespace !== ENVELOPE || local !== "mustUnderstand" || value === "0",
    ),
  );
  if (!understood) throw new SoapFault("MustUnderstand", "The header is not understood.");
}

function parse(bytes: Uint8Array): XmlElement {
  try {
    return readXml(bytes);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new SoapFault("Client", `The message cannot be read. ${error.message}.`, {
      cause: error,
    });
  }
}

function malformed(message: string): SoapFault {
  return new SoapFault("Client", message);
}

/** `200` with an envelope around XML. */
export function envelopeReply(body: string): Reply {
  return reply(200, "text/xml; charset=utf-8", envelope(body));
}

/** SOAP 1.1 over HTTP answers faults with `500`; other statuses are for what HTTP itself says. */
export function faultReply(
  { code, message }: { readonly code: FaultCode; readonly message: string },
  status = 500,
): Reply {
  const fault =
    xmlElement("faultcode", `soap:${code}`) + xmlElement("faultstring", xmlText(message));
  return reply(status, "text/xml; charset=utf-8", envelope(xmlElement("soap:Fault", fault)));
}

function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<soap:Envelope xmlns:soap="${ENVELOPE}">${xmlElement("soap:Body", body)}</soap:Envelope>\n`
  );
}
