import {
  Clock,
  Http,
  PerennialError,
  Tokens,
  done,
  inject,
  message,
  softwareKeyPlace,
  step,
  waiting,
  type Message,
  type Outcome,
  type Refusal,
  type Step,
  type TokensSeen,
} from "@perennial/api";
import { helpdesk, portalUrl, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { judge, nameOf, refusalOfPin, type Candidate } from "../rules/candidates.js";
import { issuingDays } from "../rules/issuing-date.js";
import { thresholds } from "../rules/thresholds.js";

/** The certificates that can be renewed. */
export type Prechecked = { readonly candidates: readonly Candidate[] };

/**
 * Whether the renewal can begin: the token is in, it holds a certificate of DIGISIGN with enough days
 * left, its PIN works, there is no proxy. All that is found is said at once. Manual I.3 and I.5.
 */
@step("precheck")
export class Precheck implements Step<Prechecked, DigisignProfile> {
  constructor(
    @inject(Tokens) private readonly tokens: Tokens,
    @inject(Http) private readonly http: Http,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<Prechecked>> {
    const { profile } = renewal;
    if (profile.keyPlace === softwareKeyPlace) {
      throw new PerennialError("digisign.key-not-on-token", {});
    }
    const seen = await this.tokens.look(
      profile.keyPlace === undefined ? {} : { place: profile.keyPlace },
    );
    const proxy = await this.proxy(profile);
    const { candidates, refusals } = await this.sort(seen, profile);
    if (candidates.length > 0 && proxy === undefined) {
      return done<Prechecked>({ candidates }, notesOn(refusals));
    }
    const instructions = [message("digisign.contact", helpdesk(profile))];
    if (seen.tokens.length === 0) {
      const place = profile.keyPlace === undefined ? {} : { place: profile.keyPlace };
      return waiting({
        key: "token",
        for: "token",
        event: "inserted",
        ...place,
        text: message("digisign.insert-token"),
        instructions: [
          ...seen.problems.map(({ code, params }) => message(`error.${code}`, params)),
          ...(proxy === undefined ? [] : explained(proxy)),
          ...instructions,
        ],
      });
    }
    // A certificate that will not do matters only where there is none that will.
    const blocking = [
      ...(proxy === undefined ? [] : [proxy]),
      ...(candidates.length > 0 ? [] : refusals),
    ];
    const [first, ...others] = blocking;
    return waiting({
      key: "look-again",
      for: "person",
      text: message("digisign.precheck", { count: blocking.length }),
      instructions: [
        ...others.flatMap(explained),
        ...seen.problems.map(({ code, params }) => message(`error.${code}`, params)),
        ...instructions,
      ],
      question: { type: "task", done: message("digisign.look-again") },
      ...(first === undefined ? {} : { refusal: first }),
    });
  }

  /** The manual: "Please make sure that you are not using a proxy server." */
  private async proxy(profile: DigisignProfile): Promise<Refusal | undefined> {
    const url = portalUrl(profile);
    const found = await this.http.proxy(url);
    if (found === null) return undefined;
    const { source, name, address } = found;
    return { code: "digisign.proxy", params: { host: new URL(url).host, source, name, address } };
  }

  private async sort(seen: TokensSeen, profile: DigisignProfile) {
    const candidates: Candidate[] = [];
    const refusals: Refusal[] = [];
    const now = await this.clock.now();
    const rules = thresholds(profile);
    for (const token of seen.tokens) {
      const pin = refusalOfPin(token);
      if (pin !== undefined) refusals.push(pin);
      const here = seen.certificates.filter(({ place }) => place === token.place);
      if (here.length === 0 && pin === undefined) {
        refusals.push({ code: "digisign.no-certificate", params: { token: nameOf(token) } });
      }
      for (const { certificate } of here) {
        const { notAfter } = certificate;
        const days = await issuingDays(this.clock, { now, notAfter, rules });
        const judged = judge({ certificate, token, now, rules, hasDay: days !== undefined });
        if ("code" in judged) refusals.push(judged);
        else if (pin === undefined) candidates.push(judged);
      }
    }
    // What ends first is most likely meant; drivers list objects in any order.
    candidates.sort((one, other) => Date.parse(one.notAfter) - Date.parse(other.notAfter));
    return { candidates, refusals };
  }
}

function explained({ code, params }: Refusal): readonly Message[] {
  return [message(`error.${code}`, params), message(`error.${code}.next`, params)];
}

/** Why other certificates of DigiSign are not offered. Tokens of other uses are nobody's business. */
function notesOn(refusals: readonly Refusal[]): readonly Message[] {
  return refusals
    .filter(({ code }) => !elsewhere.has(code))
    .map(({ code, params }) => message(`error.${code}`, params));
}

const elsewhere: ReadonlySet<string> = new Set([
  "digisign.no-certificate",
  "digisign.other-issuer",
  "digisign.pin-not-initialized",
]);
