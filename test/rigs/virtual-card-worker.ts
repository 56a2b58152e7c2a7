import { PivCard, type PivCardOptions, type SignatureFault } from "./piv-card.js";
import { UnsupportedCard } from "./unsupported-card.js";
import { VpcdLink } from "./vpcd-link.js";

export type CardDescription =
  | { readonly kind: "piv"; readonly options: PivCardOptions }
  | {
      readonly kind: "unsupported";
      readonly historical: Uint8Array;
      readonly atr?: Uint8Array;
    };

export type CardOrder =
  | { readonly do: "make"; readonly port: number; readonly card: CardDescription }
  | { readonly do: "insert" }
  | { readonly do: "remove" }
  | { readonly do: "fault"; readonly fault: SignatureFault }
  | { readonly do: "status" };

export interface CardStatus {
  /** Wrong tries that are left. */
  readonly left: number;
  /** VERIFY commands that held a PIN. */
  readonly verify: number;
  readonly signatures: number;
}

export type CardReply = { readonly status?: CardStatus } | { readonly error: string };

let link: VpcdLink | undefined;
let piv: PivCard | undefined;

async function obey(order: CardOrder): Promise<CardReply> {
  switch (order.do) {
    case "make": {
      piv = order.card.kind === "piv" ? new PivCard(order.card.options) : undefined;
      const historical = order.card.kind === "piv" ? Buffer.alloc(0) : order.card.historical;
      const atr = order.card.kind === "piv" ? undefined : order.card.atr;
      link = new VpcdLink(order.port, piv ?? new UnsupportedCard(historical, atr));
      return {};
    }
    case "insert":
      await link?.insert();
      return {};
    case "remove":
      await link?.remove();
      return {};
    case "fault":
      if (piv !== undefined) piv.fault = order.fault;
      return {};
    case "status":
      return piv === undefined ? {} : { status: { left: piv.left, ...piv.counts } };
  }
}

process.on("message", (order: CardOrder) => {
  obey(order).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ error: String(error) } satisfies CardReply),
  );
});
process.on("disconnect", () => process.exit(0));
