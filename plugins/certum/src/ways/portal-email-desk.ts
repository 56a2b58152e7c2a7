import {
  Clock,
  Files,
  Http,
  PerennialError,
  Secrets,
  afterEffect,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  message,
  type Found,
  type Message,
  type Outcome,
} from "@perennial/api";
import { PanelLogin } from "../portal/panel-login.js";
import { readOrder, type PanelEmail, type PanelOrder } from "../portal/panel-order.js";
import type { PanelSession } from "../portal/panel-session.js";
import type { CertumRenewal } from "../profile.js";
import { EmailAddress } from "../steps/email-address.js";
import type { EmailDesk, SubmittedEmail, VerifiedEmail } from "./email-desk.js";
import { lastAwaited, noteAwaited, type AwaitedMail } from "./awaited-mails.js";
import { askAddress, isSameMailbox, typedAddress } from "./email-form.js";
import { askAboutMail, lookEvery, pollForLink } from "./link-waits.js";
import { tileName } from "./tiles.js";
import { orderNumberOf } from "./panel-order-texts.js";

/** Drives the panel. `docs/portal.md`, "E-mail verification". */
@injectable()
export class PortalEmailDesk implements EmailDesk {
  private readonly login: PanelLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) files: Files,
    @inject(Secrets) secrets: Secrets,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.login = new PanelLogin({ http, files, secrets });
  }

  submit(renewal: CertumRenewal): Promise<Outcome<SubmittedEmail>> {
    return this.login.run(renewal, async (session) => {
      const order = await readOrder(session, orderNumberOf(renewal));
      requireOpen(order);
      const awaited = await lastAwaited(renewal);
      const given =
        awaited === undefined
          ? await this.giveFirst(renewal, session, order)
          : await this.giveAgain(renewal, session, order, awaited);
      if (given.outcome !== "done") return given;
      const { email, steps } = await readOrder(session, order.number);
      if (email === null) throw changed(session);
      const { address, reference, sentAt } = email;
      const verifiedAt = steps.email === "verified" ? (email.verifiedAt ?? sentAt) : null;
      return done<SubmittedEmail>({ address, reference, sentAt, verifiedAt });
    });
  }

  verify(renewal: CertumRenewal): Promise<Outcome<VerifiedEmail>> {
    return this.login.run(renewal, async (session) => {
      const number = orderNumberOf(renewal);
      // From the mail that was sent first, to the one that was sent last.
      let { sentAt } = renewal.output(EmailAddress);
      for (;;) {
        const next = await this.act(renewal, session, sentAt);
        if (next.outcome !== "done") return next;
        const order = await readOrder(session, number);
        requireOpen(order);
        const { email } = order;
        if (email === null) throw changed(session);
        if (order.steps.email === "verified") return this.verified(renewal, email);
        // Each turn answers for a later mail that the person spoke of: there are not more than those.
        const isLater = Date.parse(email.sentAt) > Date.parse(sentAt);
        if (!isLater || saidOf(renewal, email) === undefined)
          return this.wait(renewal, order, email);
        ({ sentAt } = email);
      }
    });
  }

  /** Where the tile shows that a mailbox was given already, none is given twice. */
  private async giveFirst(
    renewal: CertumRenewal,
    session: PanelSession,
    { email }: PanelOrder,
  ): Promise<Outcome<null>> {
    const isOurs = email?.reference === referenceOf(renewal, "");
    if (email !== null && !isOurs) return done(null);
    const { address = renewal.profile.email } = email ?? {};
    return this.give(renewal, session, { key: "email", turn: "", address }, isOurs);
  }

  /** Of whoever went back: the same mailbox has a new link sent, another one is given. */
  private async giveAgain(
    renewal: CertumRenewal,
    session: PanelSession,
    { email, steps }: PanelOrder,
    awaited: AwaitedMail,
  ): Promise<Outcome<null>> {
    let last = awaited;
    if (renewal.answer(`email:${last.sentAt}`) === undefined) {
      if (email === null) throw changed(session);
      if (steps.email === "verified") return done(null);
      await noteAwaited(renewal, email);
      last = email;
    }
    const { address, sentAt } = last;
    const key = `email:${sentAt}`;
    const rule = message("certum.email.again");
    const typed = typedAddress(renewal, key, address, { rule, lookEvery: lookEvery(renewal) });
    if (typeof typed !== "string") return typed;
    if (!isSameMailbox(typed, address)) {
      return this.give(renewal, session, { key, turn: `:${sentAt}`, address, rule }, false);
    }
    await this.resend(renewal, session, sentAt);
    return done(null);
  }

  private async verified(
    renewal: CertumRenewal,
    { address, verifiedAt, reusableUntil }: PanelEmail,
  ): Promise<Outcome<VerifiedEmail>> {
    const at = verifiedAt ?? (await this.clock.now());
    const reused = renewal.output(EmailAddress).verifiedAt !== null;
    const key = reused ? "certum.email-reused" : "certum.email-verified";
    const until = reusableUntil ?? "none";
    return done<VerifiedEmail>({ address, verifiedAt: at, reusableUntil }, [
      message(key, { address, until }),
    ]);
  }

  /** Does what the person said of the mail that was sent then. */
  private async act(
    renewal: CertumRenewal,
    session: PanelSession,
    sentAt: string,
  ): Promise<Outcome<null>> {
    const said = saidOf(renewal, { sentAt });
    if (said === "resend") await this.resend(renewal, session, sentAt);
    if (said !== "other") return done(null);
    const { address } = renewal.output(EmailAddress);
    const shown = { key: `email-address:${sentAt}`, turn: `:${sentAt}`, address };
    if (renewal.answer(shown.key) === undefined) {
      // While the person thinks about it, the link may have been opened all the same.
      const { steps } = await readOrder(session, orderNumberOf(renewal));
      if (steps.email === "verified") return done(null);
    }
    return this.give(renewal, session, shown, false);
  }

  private async wait(
    renewal: CertumRenewal,
    order: PanelOrder,
    email: PanelEmail,
  ): Promise<Outcome<never>> {
    await noteAwaited(renewal, email);
    const left = Date.parse(email.validUntil) - Date.parse(await this.clock.now());
    return left > 0
      ? pollForLink(renewal, order, email, Math.ceil(left / 1000))
      : askAboutMail(renewal, order, email);
  }

  /**
   * Asks for a mailbox and gives it to the panel, which sends a mail to it.
   * @param isThere whether the panel has it already, given right before an interruption.
   */
  private async give(
    renewal: CertumRenewal,
    session: PanelSession,
    shown: ShownAddress,
    isThere: boolean,
  ): Promise<Outcome<null>> {
    const { key, turn, rule } = shown;
    const more = { rule, lookEvery: lookEvery(renewal) };
    const address = isThere ? shown.address : typedAddress(renewal, key, shown.address, more);
    if (typeof address !== "string") return address;
    const number = orderNumberOf(renewal);
    const reference = referenceOf(renewal, turn);
    const find = async (): Promise<Found<{ address: string }>> => {
      const { email } = await readOrder(session, number);
      return email?.reference === reference ? happened({ address }) : didNotHappen;
    };
    try {
      await renewal.effect({
        key: `email:${reference}`,
        intent: { number, reference, address },
        perform: async () => {
          try {
            await session.post("panel/email", { form: { number, reference, address } }, 303);
          } catch (error) {
            if (!PerennialError.is(error, "certum.email.duplicate")) throw error;
            const found = await afterEffect(find);
            if (found.state !== "happened") throw error;
          }
          return { address };
        },
        find,
      });
      return done(null);
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
      const { code, params } = error;
      if (code === "certum.email.invalid") {
        return askAddress(renewal, { ...more, key, address, refusal: { code, params } });
      }
      // The link was opened meanwhile: the tile says so.
      if (code !== "certum.step.not-open" || turn === "") throw error;
      return done(null);
    }
  }

  /** A new link; the old one is dead. The panel dates each. */
  private async resend(
    renewal: CertumRenewal,
    session: PanelSession,
    sentAt: string,
  ): Promise<void> {
    const number = orderNumberOf(renewal);
    try {
      await renewal.effect({
        key: `resend:${sentAt}`,
        intent: { number, sentAt },
        perform: async () => {
          await session.post("panel/email/resend", { form: { number } }, 303);
          return { number };
        },
        find: async () => {
          const { email } = await readOrder(session, number);
          return email?.sentAt === sentAt ? didNotHappen : happened({ number });
        },
      });
    } catch (error) {
      // The link was opened meanwhile: the tile says so.
      if (!PerennialError.is(error, "certum.email.not-waiting")) throw error;
    }
  }
}

type Said = "resend" | "other";

/** What the person said of a mail whose link is late. */
function saidOf(renewal: CertumRenewal, { sentAt }: Pick<PanelEmail, "sentAt">): Said | undefined {
  return renewal.answer<Said>(`email-late:${sentAt}`);
}

/** A mailbox that is asked for. */
interface ShownAddress {
  readonly key: string;
  /** Tells the reference from those before; empty the first time. */
  readonly turn: string;
  readonly address: string;
  readonly rule?: Message;
}

function changed({ host }: PanelSession): PerennialError {
  return new PerennialError("certum.portal-changed", { host }, { detail: "no e-mail" });
}

/** "Only after DATA is verified": the panel's tile has the last word. */
function requireOpen(order: PanelOrder): void {
  if (order.steps.email !== "not-available") return;
  const { number, steps } = order;
  throw new PerennialError(
    "certum.email-not-open",
    { number, data: tileName(steps.data) },
    { effect: "none", retry: {} },
  );
}

/** Chosen before the mailbox is given, and good for one: `<id>-email`, and after which mail. */
function referenceOf({ id }: CertumRenewal, turn: string): string {
  return `${id}-email${turn === "" ? "" : `-${turn.replaceAll(/[^0-9a-z]/gi, "")}`}`;
}
