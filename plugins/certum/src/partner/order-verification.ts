import {
  PerennialError,
  didNotHappen,
  done,
  message,
  waiting,
  withoutEffect,
  type FileRef,
  type Files,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { defaults, helpdesk, type CertumRenewal } from "../profile.js";
import { documentNames } from "../ways/document-check.js";
import { remembered } from "../ways/remembered.js";
import { orderRejected } from "./order-rejected.js";
import { codesOf } from "./partner-errors.js";
import type { PartnerService } from "./partner-service.js";

export type VerifiedOrder = { readonly order: string };

/** What was sent to the operator, and what the service calls it. */
type SentDocument = { readonly name: string; readonly receipt: string };

interface Services {
  readonly service: PartnerService;
  readonly files: Files;
}

/** Of one document. */
const maxDocumentBytes = 5 * 1024 * 1024;

/** Asks for the order's state; meanwhile documents for the operator are taken. `docs/partner.md`. */
export async function verifyOrder(
  { service, files }: Services,
  renewal: CertumRenewal,
  order: string,
): Promise<Outcome<VerifiedOrder>> {
  const given = renewal.answer<FileRef>("order");
  const refusal =
    given === undefined ? undefined : await send({ service, files }, renewal, order, given);
  const state = await service.state(order);
  switch (state.status) {
    case "REJECTED":
      return orderRejected(state);
    case "ACCEPTED":
    case "ENROLLED":
      return done<VerifiedOrder>({ order }, [message("certum.partner.accepted", { order })]);
    case "AWAITING":
    case "VERIFICATION": {
      const sent = await sentSoFar(renewal);
      return waiting({
        key: "order",
        for: "poll",
        every: renewal.profile.pollInterval ?? defaults.pollInterval,
        orFile: {
          names: documentNames,
          maxBytes: maxDocumentBytes,
          except: sent.map(({ sha256 }) => sha256).slice(-100),
        },
        text: message(
          state.status === "AWAITING" ? "certum.partner.awaiting" : "certum.partner.verification",
          { order, email: renewal.profile.email },
        ),
        instructions: [
          ...sent.map(({ name }) => message("certum.partner.document-sent", { name })),
          message("certum.partner.more-documents"),
          message("certum.contact", helpdesk(renewal.profile)),
        ],
        ...(refusal === undefined ? {} : { refusal }),
      });
    }
  }
}

/** Sends a document, each one once. */
async function send(
  { service, files }: Services,
  renewal: CertumRenewal,
  order: string,
  { name, size, sha256, handle }: FileRef,
): Promise<Refusal | undefined> {
  if (size === 0 || size > maxDocumentBytes) {
    return { code: "certum.document-size", params: { name, size, most: maxDocumentBytes } };
  }
  try {
    await renewal.effect<SentDocument>({
      key: `document:${order}:${sha256}`,
      intent: { order, name, sha256 },
      perform: async () => {
        const content = await withoutEffect(() => files.read(handle));
        const receipt = await service.sendDocument(order, { fileName: name, content });
        return { name, receipt: receipt ?? "none" };
      },
      // The service does not tell which documents it has; one that comes again keeps its number.
      find: async () => didNotHappen,
    });
  } catch (error) {
    if (!PerennialError.is(error) || codesOf(error).length === 0) throw error;
    const { code, params } = error;
    return { code, params };
  }
  await noteSent(renewal, name, sha256);
  return undefined;
}

type Names = { readonly sha256: string; readonly name: string };

/** Numbers what was sent, so that it can be told later. */
async function noteSent(renewal: CertumRenewal, name: string, sha256: string): Promise<void> {
  for (let number = 1; ; number += 1) {
    const known = await remembered<Names>(renewal, `document-sent:${number}`, { sha256, name });
    if (known?.sha256 === sha256) return;
  }
}

async function sentSoFar(renewal: CertumRenewal): Promise<readonly Names[]> {
  const sent: Names[] = [];
  for (;;) {
    const key = `document-sent:${sent.length + 1}`;
    const known = await remembered<Names>(renewal, key, undefined);
    if (known === undefined) return sent;
    sent.push(known);
  }
}
