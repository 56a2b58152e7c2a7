import { definePlugin, provide } from "@perennial/api";
import { certumRenewal } from "./certum-renewal.js";
import { PartnerActivationDesk } from "./partner/partner-activation-desk.js";
import { byPortal, isPartner, type CertumProfile } from "./profile.js";
import { ActivationDesk } from "./ways/activation-desk.js";
import { AssistedActivationDesk } from "./ways/assisted-activation-desk.js";
import { AssistedDataDesk } from "./ways/assisted-data-desk.js";
import { AssistedEmailDesk } from "./ways/assisted-email-desk.js";
import { AssistedOrderChoice } from "./ways/assisted-order-choice.js";
import { DataDesk } from "./ways/data-desk.js";
import { EmailDesk } from "./ways/email-desk.js";
import { OrderChoice } from "./ways/order-choice.js";
import { PartnerDataDesk } from "./ways/partner-data-desk.js";
import { PartnerOrderChoice } from "./ways/partner-order-choice.js";
import { PortalDataDesk } from "./ways/portal-data-desk.js";
import { PortalEmailDesk } from "./ways/portal-email-desk.js";
import { PortalOrderChoice } from "./ways/portal-order-choice.js";
import { PortalActivationDesk } from "./ways/portal-activation-desk.js";

export default definePlugin({
  providers: [
    {
      flow: certumRenewal,
      bindings: [
        provide<OrderChoice, CertumProfile>(OrderChoice, (renewal) => {
          if (isPartner(renewal)) return PartnerOrderChoice;
          return byPortal(renewal) ? PortalOrderChoice : AssistedOrderChoice;
        }),
        provide<DataDesk, CertumProfile>(DataDesk, (renewal) => {
          if (isPartner(renewal)) return PartnerDataDesk;
          return byPortal(renewal) ? PortalDataDesk : AssistedDataDesk;
        }),
        // A partner's mailbox is verified with the order.
        provide<EmailDesk, CertumProfile>(EmailDesk, (renewal) =>
          byPortal(renewal) ? PortalEmailDesk : AssistedEmailDesk,
        ),
        provide<ActivationDesk, CertumProfile>(ActivationDesk, (renewal) => {
          if (isPartner(renewal)) return PartnerActivationDesk;
          return byPortal(renewal) ? PortalActivationDesk : AssistedActivationDesk;
        }),
      ],
    },
  ],
});
