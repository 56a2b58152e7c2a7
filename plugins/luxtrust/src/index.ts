import { definePlugin, provide, type Renewal } from "@perennial/api";
import { guard } from "./guard.js";
import { FormSofieLogin, SofieLogin } from "./portal/sofie-login.js";
import type { SofieProfile } from "./profile.js";
import { sofieRenewal } from "./sofie-renewal.js";
import { AssistedCssfDesk } from "./ways/assisted-cssf-desk.js";
import { AssistedOrderDesk } from "./ways/assisted-order-desk.js";
import { AssistedSofiePortal } from "./ways/assisted-sofie-portal.js";
import { CssfDesk } from "./ways/cssf-desk.js";
import { OrderDesk } from "./ways/order-desk.js";
import { PortalCssfDesk } from "./ways/portal-cssf-desk.js";
import { PortalOrderDesk } from "./ways/portal-order-desk.js";
import { PortalSofiePortal } from "./ways/portal-sofie-portal.js";
import { SofiePortal } from "./ways/sofie-portal.js";

const byPortal = ({ profile }: Renewal<SofieProfile>) => profile.way === "portal";

export default definePlugin({
  providers: [
    {
      flow: sofieRenewal,
      guard,
      bindings: [
        provide<OrderDesk, SofieProfile>(OrderDesk, (renewal) =>
          byPortal(renewal) ? PortalOrderDesk : AssistedOrderDesk,
        ),
        provide<SofiePortal, SofieProfile>(SofiePortal, (renewal) =>
          byPortal(renewal) ? PortalSofiePortal : AssistedSofiePortal,
        ),
        provide<CssfDesk, SofieProfile>(CssfDesk, (renewal) =>
          byPortal(renewal) ? PortalCssfDesk : AssistedCssfDesk,
        ),
        provide<SofieLogin, SofieProfile>(SofieLogin, () => FormSofieLogin),
      ],
    },
  ],
});
