import {
  Clock,
  PerennialError,
  Tokens,
  didNotHappen,
  done,
  inject,
  message,
  step,
  waiting,
  type Outcome,
  type Step,
} from "@perennial/api";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { requireToken } from "../signing/require-token.js";
import { SelectCertificate } from "./select-certificate.js";

/** When the token was seen to be out. RFC 3339 UTC. */
export type Replugged = { readonly removedAt: string };

const notReplugged = "digisign.not-replugged";

/**
 * "In order to finalize the procedure please remove the eToken USB device from the computer and
 * reconnect it to your pc." Manual IV.3. That it was out is journaled when it is seen, so that a stop
 * in between neither forgets it nor takes it for granted.
 */
@step("replug")
export class Replug implements Step<Replugged, DigisignProfile> {
  constructor(
    @inject(Tokens) private readonly tokens: Tokens,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<Replugged>> {
    const removed = await this.seenOut(renewal);
    if (removed === undefined) return this.askToRemove(renewal);
    return (
      (await requireToken(this.tokens, renewal)) ??
      done<Replugged>({ removedAt: removed }, [message("digisign.replugged")])
    );
  }

  private async seenOut(renewal: DigisignRenewal): Promise<string | undefined> {
    const { place, label: token } = renewal.output(SelectCertificate);
    try {
      const { at } = await renewal.effect<{ at: string }>({
        key: "token-out",
        intent: { place },
        perform: async () => {
          const { tokens } = await this.tokens.look({ place });
          if (tokens.length === 0) return { at: await this.clock.now() };
          throw new PerennialError(notReplugged, { token }, { effect: "none" });
        },
        find: async () => didNotHappen,
      });
      return at;
    } catch (error) {
      if (PerennialError.is(error, notReplugged)) return undefined;
      throw error;
    }
  }

  private askToRemove(renewal: DigisignRenewal): Outcome<never> {
    const { place, spkiHash, label: token } = renewal.output(SelectCertificate);
    const asked = renewal.answer("remove-token") !== undefined;
    return waiting({
      key: "remove-token",
      for: "token",
      event: "removed",
      place,
      spkiHash,
      text: message("digisign.replug", { token }),
      instructions: [
        message("digisign.replug.wait"),
        message("digisign.contact", helpdesk(renewal.profile)),
      ],
      ...(asked ? { refusal: { code: notReplugged, params: { token } } } : {}),
    });
  }
}
