import { definePlugin, provide, type Renewal } from "@perennial/api";
import { digisignRenewal } from "./digisign-renewal.js";
import type { DigisignProfile } from "./profile.js";
import { AssistedOrderDesk } from "./ways/assisted-order-desk.js";
import { OrderDesk } from "./ways/order-desk.js";
import { PortalOrderDesk } from "./ways/portal-order-desk.js";

const byPortal = ({ profile }: Renewal<DigisignProfile>) => profile.way === "portal";

export default definePlugin({
  providers: [
    {
      flow: digisignRenewal,
      bindings: [
        provide<OrderDesk, DigisignProfile>(OrderDesk, (renewal) =>
          byPortal(renewal) ? PortalOrderDesk : AssistedOrderDesk,
        ),
      ],
    },
  ],
});
