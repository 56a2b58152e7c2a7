import { PerennialError, message, waiting, type Outcome, type Refusal } from "@perennial/api";
import type { PanelOrder } from "../portal/panel-order.js";
import { defaults, type CertumRenewal } from "../profile.js";
import type { SubmittedData } from "./data-desk.js";
import { plusDays } from "./dates.js";
import { documentNames, takenBytes } from "./document-check.js";
import { tilesOf } from "./tiles.js";
import { contact, panelPage } from "./panel-order-texts.js";

/** The data as the panel has them. @throws PerennialError `certum.portal-changed`. */
export function submittedIn(
  { data }: PanelOrder,
  reused: SubmittedData["reused"],
  host: string,
): SubmittedData {
  if (data === null) {
    throw new PerennialError("certum.portal-changed", { host }, { detail: "no data" });
  }
  const { organization, country, state, locality, registration, reference, submittedAt } = data;
  return { organization, country, state, locality, registration, reused, reference, submittedAt };
}

/** Hashes of the documents that the panel has: in a watched folder they are not looked for again. */
export function sentDocuments({ data }: PanelOrder): readonly string[] {
  return (data?.documents ?? []).map(({ sha256 }) => sha256).slice(-100);
}

/** "The verification usually takes from 1 to 7 days." Meanwhile more documents can be added. */
export function verificationWait(
  { profile }: CertumRenewal,
  order: PanelOrder,
  submittedAt: string,
  refusal: Refusal | undefined,
): Outcome<never> {
  const from = plusDays(submittedAt, 1);
  const to = plusDays(submittedAt, 7);
  const receipts = (order.data?.documents ?? []).map(({ receipt }) => receipt).slice(-50);
  return waiting({
    key: "verification",
    for: "poll",
    every: profile.pollInterval ?? defaults.pollInterval,
    orFile: { names: documentNames, maxBytes: takenBytes, except: sentDocuments(order) },
    text: message("certum.data-waiting", { number: order.number, from, to }),
    instructions: [
      tilesOf(order),
      message("certum.data-waiting.more"),
      ...(receipts.length === 0
        ? []
        : [message("certum.data-waiting.receipts", { receipts: receipts.join(", ") })]),
      contact({ profile }),
    ],
    pages: [panelPage({ profile })],
    deadline: to,
    ...(refusal === undefined ? {} : { refusal }),
  });
}
