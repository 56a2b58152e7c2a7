import {
  PerennialError,
  didNotHappen,
  happened,
  type FileRef,
  type Files,
  type Refusal,
} from "@perennial/api";
import { jsonIn } from "../portal/page.js";
import { stringIn } from "../portal/json-shape.js";
import { readOrder, type PanelOrder } from "../portal/panel-order.js";
import type { PanelSession } from "../portal/panel-session.js";
import type { CertumRenewal } from "../profile.js";
import { checkDocument, refusalOfDocument } from "./document-check.js";

/**
 * Adds a document to data that are being verified. Each goes to the panel once for the same
 * submission; after a rejection the documents begin anew.
 * @returns why it was not taken; undefined if it was.
 */
export async function addDocument(
  files: Files,
  renewal: CertumRenewal,
  session: PanelSession,
  { number, data }: PanelOrder,
  file: FileRef,
): Promise<Refusal | undefined> {
  const document = await checkDocument(files, file);
  if ("code" in document) return document;
  const { sha256, name } = file;
  let sentNow = false;
  try {
    const { receipt } = await renewal.effect<{ receipt: string }>({
      key: `document:${data?.reference ?? ""}:${sha256}`,
      intent: { name, sha256, number },
      perform: async () => {
        sentNow = true;
        const response = await session.post(
          "panel/documents",
          { multipart: { number, document } },
          201,
        );
        return { receipt: stringIn(jsonIn(response), "receipt", session.host) };
      },
      find: async () => {
        const { data: now } = await readOrder(session, number);
        const found = now?.documents.find((one) => one.sha256 === sha256);
        sentNow = true;
        return found === undefined ? didNotHappen : happened({ receipt: found.receipt });
      },
    });
    // It went there before: the same file once more adds nothing.
    return sentNow ? undefined : { code: "certum.document.duplicate", params: { detail: receipt } };
  } catch (error) {
    if (!PerennialError.is(error) || !error.code.startsWith("certum.document.")) throw error;
    return refusalOfDocument(error, name);
  }
}
