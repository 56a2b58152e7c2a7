import {
  Clock,
  Files,
  done,
  inject,
  injectable,
  message,
  waiting,
  type ObtainedCertificate,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { dataFolder, helpdesk, portalUrl, type SofieRenewal } from "../profile.js";
import { recordTold } from "./record-told.js";
import { saveCertificate } from "./saved-certificate.js";
import type {
  InstallationReport,
  ReportReceipt,
  SofiePortal,
  UploadReceipt,
} from "./sofie-portal.js";

const outcomes = ["uploaded", "not-asked", "refused"] as const;
type UploadAnswer = (typeof outcomes)[number];

/** The person uploads at the real page and sends the report. Manual 5.2 and 5.3. */
@injectable()
export class AssistedSofiePortal implements SofiePortal {
  constructor(
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async upload(
    certificate: ObtainedCertificate,
    renewal: SofieRenewal,
  ): Promise<Outcome<UploadReceipt>> {
    const path = await saveCertificate(this.files, certificate, renewal);
    const { attempt, answer, refused } = answers(renewal);
    if (answer !== "uploaded") return this.askForUpload(renewal, path, attempt + 1, refused);
    const { account } = renewal;
    const { spkiHash, sha256: certificateSha256 } = certificate;
    const receipt = await recordTold<UploadReceipt>(renewal, this.clock, {
      key: `upload:${spkiHash}`,
      intent: { account, spkiHash, certificateSha256 },
      receipt: (uploadedAt) => ({
        account,
        spkiHash,
        certificateSha256,
        uploadedAt,
        way: "assisted",
      }),
    });
    return done(receipt);
  }

  async report(report: InstallationReport, renewal: SofieRenewal): Promise<Outcome<ReportReceipt>> {
    const { reference, name, content } = report;
    const folder = dataFolder(renewal.profile);
    const { path } = await renewal.effect({
      key: "save-report",
      intent: { name },
      perform: async () => {
        const where = folder === undefined ? {} : { folder };
        return { path: (await this.files.save({ ...where, name, content })).path };
      },
      find: async () => ({ state: "did-not-happen" }),
    });
    if (renewal.answer("report-sent") === undefined) {
      const contact = helpdesk(renewal.profile);
      return waiting({
        key: "report-sent",
        for: "person",
        text: message("luxtrust.report.send", { path, ...contact }),
        instructions: [message("luxtrust.contact", contact)],
        question: { type: "task", done: message("luxtrust.report.sent") },
      });
    }
    const receipt = await recordTold<ReportReceipt>(renewal, this.clock, {
      key: "report",
      intent: { reference, name },
      receipt: (sentAt) => ({ reference, sentAt, way: "assisted" }),
    });
    return done(receipt);
  }

  private askForUpload(
    renewal: SofieRenewal,
    path: string,
    attempt: number,
    refusal: Refusal | undefined,
  ): Outcome<UploadReceipt> {
    const { account, profile } = renewal;
    const { userId, connection } = profile;
    return waiting({
      key: `upload-${attempt}`,
      for: "person",
      text: message("luxtrust.upload", { account }),
      instructions: [
        message("luxtrust.upload.new-session"),
        message("luxtrust.upload.open"),
        message("luxtrust.upload.select", { path }),
        message("luxtrust.upload.log-in", { user: userId }),
        message(
          connection === "connected"
            ? "luxtrust.password.connected"
            : "luxtrust.password.stand-alone",
        ),
        message("luxtrust.upload.quiet"),
        message("luxtrust.contact", helpdesk(profile)),
      ],
      pages: [{ title: message("luxtrust.page.upload"), url: portalUrl(profile, "sofieUrl") }],
      question: {
        type: "choice",
        options: outcomes.map((value) => ({ value, label: message(`luxtrust.upload.${value}`) })),
      },
      ...(refusal === undefined ? {} : { refusal }),
    });
  }
}

/** The newest of the person's answers, and what is wrong with it. */
function answers(renewal: SofieRenewal): {
  attempt: number;
  answer?: UploadAnswer;
  refused?: Refusal;
} {
  let attempt = 0;
  let wrong = 0;
  let answer: UploadAnswer | undefined;
  for (let next = 1; next <= 60; next += 1) {
    const given = renewal.answer<UploadAnswer>(`upload-${next}`);
    if (given === undefined) continue;
    attempt = next;
    answer = given;
    if (given === "refused") wrong += 1;
  }
  if (answer === undefined) return { attempt };
  const contact = helpdesk(renewal.profile);
  if (answer === "not-asked") {
    return { attempt, answer, refused: { code: "luxtrust.session-reused", params: {} } };
  }
  if (answer === "uploaded") return { attempt, answer };
  const refused: Refusal =
    wrong % 3 === 0
      ? { code: "luxtrust.closed", params: contact }
      : { code: "luxtrust.wrong-password", params: { left: 3 - (wrong % 3) } };
  return { attempt, answer, refused };
}
