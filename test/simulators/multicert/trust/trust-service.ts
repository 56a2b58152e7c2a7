import { LoginLock } from "../../shared/login-lock.js";
import type { Counters } from "../../shared/counters.js";
import type { Mailbox } from "../../shared/mailbox.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { Authority } from "../../pki/authority.js";
import { Activations, type PendingConfirmation } from "./activations.js";
import { Credential, type CredentialSurroundings } from "./credential.js";
import { invalidRequest } from "./csc-error.js";
import { OauthGrants } from "./oauth-grants.js";
import type { CallbackVariant, OauthClient, TrustAccount, TrustOptions } from "./trust-options.js";

/** What an authority needs beside its options. */
export interface TrustSurroundings extends CredentialSurroundings {
  readonly mailbox: Mailbox;
  readonly counters: Counters;
}

/** A trust service that keeps keys: its clients, accounts, credentials, tokens and SADs. */
export class TrustService {
  readonly grants: OauthGrants;
  readonly activations: Activations;
  readonly lock = new LoginLock();
  readonly #credentials = new Map<string, Credential>();
  readonly #accounts = new Map<string, TrustAccount>();
  /** What the authorization endpoint answers from now on. */
  callback: CallbackVariant = "normal";
  /** Where the site is, once it is there. */
  url = "";

  private constructor(
    readonly options: TrustOptions,
    private readonly surroundings: TrustSurroundings,
  ) {
    const { clock } = surroundings;
    this.grants = new OauthGrants(clock, options.lifetimes);
    this.activations = new Activations(clock, options.lifetimes);
    for (const account of options.accounts) this.#accounts.set(account.user, account);
  }

  static async create(
    options: TrustOptions,
    surroundings: TrustSurroundings,
  ): Promise<TrustService> {
    const trust = new TrustService(options, surroundings);
    // Keys take a while, and are made at the same time; the order of the list is that of the options.
    const { lifetimes } = options;
    const credentials = await Promise.all(
      options.credentials.map((credential) =>
        Credential.create(credential, surroundings, lifetimes.otp),
      ),
    );
    for (const credential of credentials) trust.#credentials.set(credential.id, credential);
    return trust;
  }

  get counters(): Counters {
    return this.surroundings.counters;
  }

  get clock(): SimulatorClock {
    return this.surroundings.clock;
  }

  get issuer(): Authority {
    return this.surroundings.issuing;
  }

  get credentials(): readonly Credential[] {
    return [...this.#credentials.values()];
  }

  get accounts(): readonly TrustAccount[] {
    return [...this.#accounts.values()];
  }

  findCredential(id: string): Credential | undefined {
    return this.#credentials.get(id);
  }

  findClient(id: string): OauthClient | undefined {
    return this.options.clients.find((client) => client.id === id);
  }

  /** @throws PortalError `login.wrong-password` with the tries left, `login.closed`. */
  logIn(user: string, password: string): TrustAccount {
    const known = this.#accounts.get(user);
    return this.lock.admit(user, known?.password === password ? known : undefined);
  }

  /** Sends a one-time code to the owner, and to nobody else. @throws PortalError "OTP locked". */
  async sendCode(credential: Credential): Promise<void> {
    if (credential.otpLocked) throw invalidRequest("OTP locked");
    const code = credential.codes.draw();
    const minutes = Math.round((this.options.lifetimes.otp / 60) * 10) / 10;
    await this.#mail(credential, "authorization code", [
      `Your authorization code is ${code}`,
      `It is good for ${minutes} minutes, and once. A code before it is good no more.`,
    ]);
    this.counters.add("trust.codes.sent");
  }

  /** Asks the owner to confirm in another channel. */
  async askConfirmation(credential: Credential, signatures: number): Promise<PendingConfirmation> {
    const asked = this.activations.ask(credential.id, signatures);
    await this.#mail(credential, "please confirm", [
      `Somebody asks to use ${credential.options.description}. To allow or deny it, open`,
      `${this.url}confirm?token=${asked.token}`,
    ]);
    this.counters.add("trust.confirmations.asked");
    return asked;
  }

  async #mail(credential: Credential, subject: string, lines: readonly string[]): Promise<void> {
    const owner = this.#accounts.get(credential.options.owner);
    if (owner === undefined) throw new Error(`Credential ${credential.id} belongs to nobody`);
    await this.surroundings.mailbox.deliver({
      from: `no-reply@${this.options.region.toLowerCase()}.trust.example`,
      to: owner.email,
      subject: `${this.options.name} - ${subject}`,
      text: `${lines.join("\n")}\n`,
      attachments: [],
    });
  }
}
