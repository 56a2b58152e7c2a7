import type { Exchange } from "../../shared/exchange.js";
import { JsonInput } from "../../shared/json-input.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { OfficeCertificate } from "./certificate-register.js";
import type { Office } from "./office.js";
import type { Operator } from "./office-options.js";
import { mayChange } from "./operators.js";
import type { Renewal } from "./renewals.js";
import type { ClientService } from "./service-register.js";

/** A request by an operator. */
export class Asked {
  constructor(
    private readonly office: Office,
    readonly operator: Operator,
    readonly input: JsonInput,
    readonly query: URLSearchParams,
    private readonly id: string,
  ) {}

  /** @throws PortalError `certificate.unknown`, `certificate.other-account`. */
  certificate(): OfficeCertificate {
    return this.office.certificates.of(this.operator, this.id);
  }

  /** @throws PortalError `service.unknown`, also for another account's. */
  service(): ClientService {
    const service = this.office.services.get(this.id);
    const { account } = this.office.certificates.get(service.certificate);
    if (account !== this.operator.account)
      throw new PortalError(404, "service.unknown", "There is no such service.", this.id);
    return service;
  }

  /** @throws PortalError `renewal.unknown`. */
  renewal(): Renewal {
    return this.office.renewals.of(this.operator, this.id);
  }
}

interface RouteOptions {
  /** Default 200. */
  readonly status?: number;
  /** What it counts as; with it, it changes something, which a viewer may not. */
  readonly counted?: string;
}

/** One request form of the interface; what `act` answers is the JSON. */
export function officeRoute(
  office: Office,
  [method, path, name]: readonly ["GET" | "POST" | "PUT", string, string],
  act: (asked: Asked) => unknown,
  { status = 200, counted }: RouteOptions = {},
): Route {
  const read = (exchange: Exchange, id: string): Asked => {
    const operator = office.operators.whoAsks(exchange);
    return new Asked(office, operator, JsonInput.parse(exchange.body), exchange.query, id);
  };
  const change = (asked: Asked): unknown => {
    mayChange(asked.operator);
    return act(asked);
  };
  return {
    method,
    path: `/api/${path}`,
    endpoint: `office.${name}`,
    handle: async (exchange, { id = "" }) => {
      const asked = read(exchange, id);
      const answer =
        counted === undefined
          ? act(asked)
          : await office.counters.judge(`office.${counted}`, () => change(asked));
      return jsonReply(answer, status);
    },
  };
}
