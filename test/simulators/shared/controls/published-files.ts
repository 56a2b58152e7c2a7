import type { Authority } from "../../pki/authority.js";
import { reply } from "../reply.js";
import type { Route } from "../router.js";
import type { SimulatorClock } from "../simulator-clock.js";
import { control } from "./control.js";

/** Whose authorities publish. */
export interface Publisher {
  readonly pki: { readonly root: Authority; readonly issuing: Authority };
  readonly clock: SimulatorClock;
}

/** What the certificates point to: the issuer's certificate and the (empty) revocation lists. */
export function publishedFiles({ pki, clock }: Publisher): Route[] {
  return [
    control("GET", "/pki/issuing.cer", () => reply(200, "application/pkix-cert", pki.issuing.der)),
    control("GET", "/pki/issuing.crl", async () =>
      reply(200, "application/pkix-crl", await pki.issuing.revocationList(clock.now())),
    ),
    control("GET", "/pki/root.crl", async () =>
      reply(200, "application/pkix-crl", await pki.root.revocationList(clock.now())),
    ),
  ];
}
