import {
  didNotHappen,
  waiting,
  type FileRef,
  type Message,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import type { MailedKind, SentKind } from "../documents/document-kind.js";
import { defaults, type DigisignRenewal } from "../profile.js";
import { Order } from "../steps/order.js";
import type { DocumentCheck, KnownDocument } from "./document-check.js";

/** What is asked for, and how. */
export interface DocumentRequest {
  /** Key of the wait. */
  readonly key: string;
  readonly kind: MailedKind | SentKind;
  readonly text: Message;
  readonly instructions: readonly Message[];
  /** The documents of the order, none of which is a copy of an identity document. */
  readonly mailed?: readonly KnownDocument[];
  /** SHA-256 of what was sent before: taken when the person gives it, not by itself. */
  readonly sentBack?: readonly string[];
}

/** As DigiSign names them in its mail, and other names they are known by. `docs/portal.md`. */
const names: { readonly [kind in MailedKind | SentKind]: readonly string[] } = {
  declaration: ["Declaratie*.pdf"],
  contract: ["Contract*.pdf"],
  terms: ["Termeni*.pdf", "Conditii*.pdf"],
  proforma: ["Factura*.pdf", "Proforma*.pdf"],
  identity: ["*.pdf", "*.jpeg", "*.jpg", "*.png", "*.bmp", "*.tif", "*.tiff"],
};

const maxDocumentBytes = 8 * 1024 * 1024;

/** The document, judged and fit to be signed, or the wait for it. */
export async function askForDocument(
  request: DocumentRequest,
  check: DocumentCheck,
  renewal: DigisignRenewal,
): Promise<FileRef | Outcome<never>> {
  const given = renewal.answer<FileRef>(request.key);
  if (given === undefined) return ask(request, renewal);
  const refusal = await check.refusal(request, given, renewal);
  if (refusal !== undefined) return ask(request, renewal, refusal);
  if (await choosesAnother(given, renewal)) {
    return ask(request, renewal, { code: "digisign.not-signed", params: { name: given.name } });
  }
  return given;
}

function ask(
  { key, kind, text, instructions, mailed = [], sentBack = [] }: DocumentRequest,
  renewal: DigisignRenewal,
  refusal?: Refusal,
): Outcome<never> {
  const { number } = renewal.output(Order);
  const shared = { key, text, instructions, ...(refusal === undefined ? {} : { refusal }) };
  if (kind === "identity") {
    // What is somewhat too large is taken in, to be refused with its size and the limit.
    const limit = renewal.profile.maxIdentityBytes ?? defaults.maxIdentityBytes;
    const maxBytes = limit + maxDocumentBytes;
    // The documents that were mailed lie in the same folder.
    const except = [...mailed.map(({ sha256 }) => sha256), ...sentBack];
    return waiting({ ...shared, for: "file", names: names.identity, maxBytes, except });
  }
  const wanted = { names: names[kind], maxBytes: maxDocumentBytes };
  if (sentBack.length > 0) return waiting({ ...shared, ...wanted, for: "file", except: sentBack });
  return waiting({ ...shared, ...wanted, for: "mail", subjects: [`*${number}*`] });
}

/**
 * Whether the person does not want this file signed and is to choose another: the first time they say
 * no. When they give the same file again, they are asked about it again, and so on in turn. Each turn
 * is journaled, since an answer stays until its question is asked again.
 */
async function choosesAnother({ sha256 }: FileRef, renewal: DigisignRenewal): Promise<boolean> {
  if (renewal.answer<boolean>(`sign:${sha256}`) !== false) return false;
  for (let turn = 1; ; turn += 1) {
    let isNew = false;
    await renewal.effect({
      key: `not-signed:${sha256}:${turn}`,
      intent: { sha256, turn },
      perform: async () => {
        isNew = true;
        return { turn };
      },
      find: async () => didNotHappen,
    });
    if (isNew) return turn % 2 === 1;
  }
}
