import { definePlugin, provide, type Renewal } from "@perennial/api";
import { digisignRenewal } from "./digisign-renewal.js";
import type { DigisignProfile } from "./profile.js";
import { AssistedOrderDesk } from "./ways/assisted-order-desk.js";
import { AssistedSignerDesk } from "./ways/assisted-signer-desk.js";
import { OrderDesk } from "./ways/order-desk.js";
import { PortalOrderDesk } from "./ways/portal-order-desk.js";
import { PortalSignerDesk } from "./ways/portal-signer-desk.js";
import { SignerDesk } from "./ways/signer-desk.js";

const byPortal = ({ profile }: Renewal<DigisignProfile>) => profile.way === "portal";

export default definePlugin({
  providers: [
    {
      flow: digisignRenewal,
      bindings: [
        provide<OrderDesk, DigisignProfile>(OrderDesk, (renewal) =>
          byPortal(renewal) ? PortalOrderDesk : AssistedOrderDesk,
        ),
        provide<SignerDesk, DigisignProfile>(SignerDesk, (renewal) =>
          byPortal(renewal) ? PortalSignerDesk : AssistedSignerDesk,
        ),
      ],
    },
  ],
});
