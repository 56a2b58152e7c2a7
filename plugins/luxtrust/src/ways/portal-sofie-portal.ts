import {
  Clock,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  withoutEffect,
  type Found,
  type ObtainedCertificate,
  type Outcome,
} from "@perennial/api";
import { objectsIn, stringIn } from "../portal/json-shape.js";
import type { PortalSession } from "../portal/portal-session.js";
import { SofieLogin } from "../portal/sofie-login.js";
import { submit } from "../portal/submit.js";
import { portalUrl, type SofieRenewal } from "../profile.js";
import type {
  InstallationReport,
  ReportReceipt,
  SofiePortal,
  UploadReceipt,
} from "./sofie-portal.js";
import { asUpload } from "./uploaded-certificate.js";

const form = "sofie/luxtrust/upload";

/** Drives SOFiE's pages itself, each upload in a session of its own. `docs/portal.md`, "SOFiE". */
@injectable()
export class PortalSofiePortal implements SofiePortal {
  constructor(
    @inject(SofieLogin) private readonly login: SofieLogin,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  upload(certificate: ObtainedCertificate, renewal: SofieRenewal): Promise<Outcome<UploadReceipt>> {
    const { account } = renewal;
    const { spkiHash, sha256: certificateSha256 } = certificate;
    const uploaded = (receipt: string, uploadedAt: string): UploadReceipt => {
      return { receipt, account, spkiHash, certificateSha256, uploadedAt, way: "portal" };
    };
    return this.login.run(renewal, { purpose: "upload", reuse: false }, async (session) => {
      const query = { path: `sofie/luxtrust/uploads?spki=${spkiHash}`, list: "uploads" };
      const find = () => findFirst(session, query, renewal, uploaded);
      return done(
        await renewal.effect<UploadReceipt>({
          key: `upload:${spkiHash}`,
          intent: { account, spkiHash, certificateSha256 },
          perform: async () =>
            submit(session, {
              path: form,
              fields: {
                csrf: await withoutEffect(() => session.openForm(form)),
                certificate: asUpload(certificate),
              },
              duplicate: "luxtrust.upload.duplicate",
              find,
              received: async (receipt) => uploaded(receipt, await this.clock.now()),
            }),
          find,
        }),
      );
    });
  }

  report(report: InstallationReport, renewal: SofieRenewal): Promise<Outcome<ReportReceipt>> {
    const { reference, name, content } = report;
    const sent = (receipt: string, sentAt: string): ReportReceipt => {
      return { receipt, reference, sentAt, way: "portal" };
    };
    return this.login.run(renewal, { purpose: "report", reuse: true }, async (session) => {
      const path = `sofie/luxtrust/reports?reference=${encodeURIComponent(reference)}`;
      const find = () => findFirst(session, { path, list: "reports" }, renewal, sent);
      return done(
        await renewal.effect<ReportReceipt>({
          key: "report",
          intent: { reference, name },
          perform: async () =>
            submit(session, {
              path: "sofie/luxtrust/reports",
              fields: {
                csrf: await withoutEffect(() => session.openForm(form)),
                reference,
                report: { name, contentType: "application/json", content },
              },
              duplicate: "luxtrust.report.duplicate",
              find,
              received: async (receipt) => sent(receipt, await this.clock.now()),
            }),
          find,
        }),
      );
    });
  }
}

async function findFirst<T>(
  session: PortalSession,
  { path, list }: { path: string; list: string },
  { profile }: SofieRenewal,
  result: (receipt: string, at: string) => T,
): Promise<Found<T>> {
  const { host } = new URL(portalUrl(profile, "sofieUrl"));
  const [found] = objectsIn(await session.getJson(path), list, host);
  if (found === undefined) return didNotHappen;
  return happened(result(stringIn(found, "receipt", host), stringIn(found, "at", host)));
}
