import {
  Clock,
  Files,
  Http,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  type Found,
  type ObtainedCertificate,
  type Outcome,
} from "@perennial/api";
import { objectsIn, stringIn } from "../portal/json-shape.js";
import { PortalSession } from "../portal/portal-session.js";
import { submit } from "../portal/submit.js";
import { defaults, portalUrl, type SofieRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";
import { requireCrypt, type CssfDesk, type DeclarationReceipt } from "./cssf-desk.js";
import { asUpload } from "./uploaded-certificate.js";

/** Drives the declaration form itself. `docs/portal.md`, "CSSF". */
@injectable()
export class PortalCssfDesk implements CssfDesk {
  constructor(
    @inject(Http) private readonly http: Http,
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async declare(
    certificate: ObtainedCertificate,
    renewal: SofieRenewal,
  ): Promise<Outcome<DeclarationReceipt>> {
    requireCrypt(renewal.account);
    const { profile, id: reference } = renewal;
    const { spkiHash, sha256: certificateSha256 } = certificate;
    const receiver = profile.receiver ?? defaults.receiver;
    const declared = (receipt: string, declaredAt: string): DeclarationReceipt => ({
      receipt,
      receiver,
      reference,
      spkiHash,
      certificateSha256,
      declaredAt,
      way: "portal",
    });
    const base = portalUrl(profile, "cssfUrl");
    const { host } = new URL(base);
    const roots = await profileRoots(this.files, profile, "portalRoots");
    const address = { base, ...(roots === undefined ? {} : { roots }) };
    return PortalSession.run(this.http, `${reference}:declare`, address, async (session) => {
      const find = async (): Promise<Found<DeclarationReceipt>> => {
        const answer = await session.getJson(`certificates?spki=${spkiHash}`);
        const [found] = objectsIn(answer, "declarations", host);
        if (found === undefined) return didNotHappen;
        return happened(declared(stringIn(found, "receipt", host), stringIn(found, "at", host)));
      };
      return done(
        await renewal.effect<DeclarationReceipt>({
          key: `declare:${spkiHash}`,
          intent: { receiver, reference, spkiHash },
          perform: () =>
            submit(session, {
              path: "certificates",
              fields: { reference, user: profile.userId, certificate: asUpload(certificate) },
              duplicate: "luxtrust.declaration.duplicate",
              find,
              received: async (receipt) => declared(receipt, await this.clock.now()),
            }),
          find,
        }),
      );
    });
  }
}
