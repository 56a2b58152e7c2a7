import { sha256 } from "../../../pki/pem.js";
import type { Counters } from "../../../shared/counters.js";
import type { SimulatorClock } from "../../../shared/simulator-clock.js";
import { PartnerRefusal, type Finding } from "../partner-refusal.js";
import type { OrderDocument, PartnerOrder } from "./partner-order.js";

/** 5 MiB, as on the panel. */
const LARGEST = 5 * 1024 * 1024;

const beginnings = [
  Buffer.from("%PDF-"),
  Buffer.from([0xff, 0xd8, 0xff]),
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
];

/** A document as it was sent. */
export interface SentDocument {
  readonly fileName: string;
  readonly content: Buffer;
}

/** Takes documents for the operator. */
export class PartnerDocuments {
  #next = 1;

  constructor(
    private readonly clock: SimulatorClock,
    private readonly counters: Counters,
  ) {}

  /** @throws PartnerRefusal `2081`, `2082`, `2083`, `2085`. */
  check(documents: readonly SentDocument[]): void {
    const findings = documents.flatMap((document, index) => findingsIn(document, index + 1));
    if (findings.length > 0) throw new PartnerRefusal(findings);
  }

  /** What was sent before for the order is not kept twice: it has its number already. */
  keep(order: PartnerOrder, { fileName, content }: SentDocument): OrderDocument {
    const hash = sha256(content);
    const before = order.documents.find((document) => document.sha256 === hash);
    if (before !== undefined) {
      this.counters.add("partner.documents.duplicates");
      return before;
    }
    const document = { id: this.#next++, fileName, sha256: hash, at: this.clock.now() };
    order.documents.push(document);
    this.counters.add("partner.documents.accepted");
    return document;
  }
}

function findingsIn({ fileName, content }: SentDocument, number: number): Finding[] {
  const path = `documents/document[${number}]`;
  const findings: Finding[] = [];
  if (/[\\/:*?"<>|]/.test(fileName))
    findings.push({ code: "fileNameMalformed", path: `${path}/fileName` });
  if (fileName.length < 3 || fileName.length > 255)
    findings.push({ code: "fileNameLength", path: `${path}/fileName` });
  if (!beginnings.some((beginning) => content.subarray(0, beginning.length).equals(beginning)))
    findings.push({ code: "documentType", path: `${path}/content` });
  if (content.length > LARGEST)
    findings.push({ code: "documentTooLarge", path: `${path}/content`, detail: `${LARGEST}` });
  return findings;
}
