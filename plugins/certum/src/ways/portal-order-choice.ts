import {
  Files,
  Http,
  Secrets,
  done,
  inject,
  injectable,
  message,
  waiting,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { objectsIn } from "../portal/json-shape.js";
import { PanelLogin } from "../portal/panel-login.js";
import { orderIn, type PanelOrder } from "../portal/panel-order.js";
import type { CertumRenewal } from "../profile.js";
import type { ChosenOrder, OrderChoice } from "./order-choice.js";
import { statusName, tilesOf } from "./tiles.js";
import { contact, panelPage } from "./panel-order-texts.js";

/** The customer's orders that wait, as the panel answers them. `docs/portal.md`, "Orders". */
@injectable()
export class PortalOrderChoice implements OrderChoice {
  private readonly login: PanelLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) files: Files,
    @inject(Secrets) secrets: Secrets,
  ) {
    this.login = new PanelLogin({ http, files, secrets });
  }

  choose(renewal: CertumRenewal): Promise<Outcome<ChosenOrder>> {
    return this.login.run(renewal, async (session) => {
      const answer = await session.getJson("panel/orders");
      const all = objectsIn(answer, "orders", session.host).map((one) =>
        orderIn(one, session.host),
      );
      const open = all.filter(isOpen);
      const chosen = renewal.answer<string>("order");
      if (chosen === undefined) return ask(renewal, open);
      const order = open.find(({ number }) => number === chosen);
      if (order === undefined) return ask(renewal, open, refusalOf(chosen, all));
      const { number, days } = order;
      return done<ChosenOrder>({ kind: "activation", number, days, serial: null }, [
        message("certum.order-chosen", { number }),
        tilesOf(order),
      ]);
    });
  }
}

/** Whether the order still waits for its activation. */
function isOpen({ steps, status }: PanelOrder): boolean {
  const ended = steps.activation === "verified" || steps.activation === "waiting-for-verification";
  return !ended && status !== "Issued" && status !== "Submitted for issuance";
}

function refusalOf(number: string, all: readonly PanelOrder[]): Refusal {
  const order = all.find((one) => one.number === number);
  return order === undefined
    ? { code: "certum.order.unknown", params: { detail: number } }
    : { code: "certum.order-not-open", params: { number, status: statusName(order.status) } };
}

/** Tiles that are shown with the question; any order can be chosen. */
const mostTiles = 90;

function ask(
  { profile }: CertumRenewal,
  open: readonly PanelOrder[],
  refusal?: Refusal,
): Outcome<never> {
  const whom = contact({ profile });
  const shared = {
    for: "person",
    pages: [panelPage({ profile })],
    ...(refusal === undefined ? {} : { refusal }),
  } as const;
  if (open.length === 0) {
    return waiting({
      ...shared,
      key: "bought",
      text: message("certum.order.none"),
      instructions: [whom],
      question: { type: "task", done: message("certum.order.none.done") },
    });
  }
  return waiting({
    ...shared,
    key: "order",
    text: message("certum.order.which"),
    instructions: [...open.slice(0, mostTiles).map(tilesOf), whom],
    question: {
      type: "choice",
      options: open.map(({ number, title }) => ({
        value: number,
        label: message("certum.order-option", { number, title }),
      })),
    },
  });
}
