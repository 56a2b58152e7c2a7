import { definePlugin, provide } from "@perennial/api";
import { certumRenewal } from "./certum-renewal.js";
import { PartnerActivationDesk } from "./partner/partner-activation-desk.js";
import { byPortal, isPartner, type CertumProfile } from "./profile.js";
import { ActivationDesk } from "./ways/activation-desk.js";
import { AssistedActivationDesk } from "./ways/assisted-activation-desk.js";
import { PortalActivationDesk } from "./ways/portal-activation-desk.js";

export default definePlugin({
  providers: [
    {
      flow: certumRenewal,
      bindings: [
        provide<ActivationDesk, CertumProfile>(ActivationDesk, (renewal) => {
          if (isPartner(renewal)) return PartnerActivationDesk;
          return byPortal(renewal) ? PortalActivationDesk : AssistedActivationDesk;
        }),
      ],
    },
  ],
});
