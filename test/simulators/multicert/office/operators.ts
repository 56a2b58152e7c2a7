import { randomBytes } from "node:crypto";
import type { Exchange } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { OfficeAccount, OfficeOptions, Operator } from "./office-options.js";

/** Seconds that a client's token is good for. */
export const tokenLifetime = 3600;

interface OfficeToken {
  readonly operator: string;
  readonly client?: string;
  /** Absent for an operator's own token. */
  readonly until?: number;
}

/** Who works with the back office, and which tokens act for them. */
export class Operators {
  readonly #operators = new Map<string, Operator>();
  readonly #tokens = new Map<string, OfficeToken>();

  constructor(
    private readonly options: OfficeOptions,
    private readonly clock: SimulatorClock,
  ) {
    for (const operator of options.operators) this.put(operator);
    for (const [token, operator] of Object.entries(options.operatorTokens))
      this.#tokens.set(token, { operator });
  }

  list(): readonly Operator[] {
    return [...this.#operators.values()];
  }

  ofAccount(account: string): readonly Operator[] {
    return this.list().filter((operator) => operator.account === account);
  }

  account(id: string): OfficeAccount {
    const account = this.options.accounts.find((candidate) => candidate.id === id);
    if (account === undefined) throw new Error(`There is no account ${id}`);
    return account;
  }

  /** Adds or replaces an operator. */
  put(operator: Operator): void {
    this.#operators.set(operator.id, operator);
  }

  /** @returns the operator. @throws PortalError `operator.unknown`. */
  find(id: string): Operator {
    const operator = this.#operators.get(id);
    if (operator === undefined)
      throw new PortalError(404, "operator.unknown", "There is no such operator.", id);
    return operator;
  }

  /** A token for a client, or nothing for a wrong secret. */
  issue(client: string, secret: string): string | undefined {
    const known = this.options.clients.find(({ id }) => id === client);
    if (known === undefined || known.secret !== secret || secret === "") return undefined;
    const token = randomBytes(32).toString("base64url");
    const until = this.clock.now().getTime() + tokenLifetime * 1000;
    this.#tokens.set(token, { operator: known.operator, client, until });
    return token;
  }

  isClient(client: string, secret: string): boolean {
    return this.options.clients.some((known) => known.id === client && known.secret === secret);
  }

  /** @returns whether there was such a token. */
  revoke(token: string, client?: string): boolean {
    const known = this.#tokens.get(token);
    if (known === undefined || (client !== undefined && known.client !== client)) return false;
    return this.#tokens.delete(token);
  }

  /** Takes all tokens back, as an administrator does after a loss. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  /** How many client's tokens there are that were neither revoked nor ran out. */
  livingTokens(): number {
    const now = this.clock.now().getTime();
    return [...this.#tokens.values()].filter(({ until }) => until !== undefined && now <= until)
      .length;
  }

  /** @throws PortalError `token.missing`, `token.invalid`, `token.expired`. */
  whoAsks(exchange: Exchange): Operator {
    const value = /^Bearer ([\w.~+/=-]+)$/i.exec(exchange.headers.authorization ?? "")?.[1];
    if (value === undefined) throw refused("token.missing", "There is no token.");
    const token = this.#tokens.get(value);
    if (token === undefined) throw refused("token.invalid", "The token is not valid.");
    if (token.until !== undefined && this.clock.now().getTime() > token.until)
      throw refused("token.expired", "The token has run out.");
    return this.find(token.operator);
  }
}

/** @throws PortalError `operator.role` for somebody who may only look. */
export function mayChange(operator: Operator): void {
  if (operator.role === "viewer")
    throw new PortalError(403, "operator.role", "This role may only look.", operator.role);
}

function refused(code: string, message: string): PortalError {
  return new PortalError(401, code, message, "", { "www-authenticate": "Bearer" });
}
