import { reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { LuxtrustSimulator } from "../simulator.js";
import { control } from "./control.js";

/** What the certificates point to: the issuer's certificate and the (empty) revocation lists. */
export function publishedFiles({ world: { pki, clock } }: LuxtrustSimulator): Route[] {
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
