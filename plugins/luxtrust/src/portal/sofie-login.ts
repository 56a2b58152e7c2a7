import {
  Files,
  Http,
  PerennialError,
  Secrets,
  happened,
  inject,
  injectable,
  message,
  token,
  waiting,
  withoutEffect,
  type Outcome,
  type Refusal,
  type SecretRef,
  type WaitForPerson,
} from "@perennial/api";
import { helpdesk, portalUrl, type SofieRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";
import { Page } from "./page.js";
import { portalError } from "./portal-errors.js";
import { PortalSession } from "./portal-session.js";

/** Name of the secret, as the manifest declares it. */
export const passwordField = "sofiePassword";

/**
 * How a try to log in ended. `interrupted`: it was sent, and nobody knows; `forgotten`: it was not
 * sent, because the other account's renewal had the password forgotten meanwhile.
 */
type Try = {
  readonly verdict: "accepted" | "wrong" | "closed" | "interrupted" | "forgotten";
  readonly left?: number;
};

/** What a session is opened for. */
export interface Visit {
  readonly purpose: "upload" | "report";
  /** Whether a password that was given before, and not refused, serves for the first try. */
  readonly reuse: boolean;
}

/** Sessions at SOFiE that are logged in. */
export interface SofieLogin {
  /** Runs `work` in a new session that is logged in, or asks for the password. */
  run<T>(
    renewal: SofieRenewal,
    visit: Visit,
    work: (session: PortalSession) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>>;
}
export const SofieLogin = token<SofieLogin>("luxtrust.sofie-login");

/**
 * Logs in with what the person entered for this. Every try is journaled before it is made, so that a
 * password that was refused is never sent again; after three wrong ones SOFiE closes.
 */
@injectable()
export class FormSofieLogin implements SofieLogin {
  constructor(
    @inject(Http) private readonly http: Http,
    @inject(Files) private readonly files: Files,
    @inject(Secrets) private readonly secrets: Secrets,
  ) {}

  async run<T>(
    renewal: SofieRenewal,
    { purpose, reuse }: Visit,
    work: (session: PortalSession) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const attempt = latestAttempt(renewal);
    const password = await this.password(renewal, attempt, reuse);
    if (password === undefined) return waiting(ask(renewal, 1));
    const roots = await profileRoots(this.files, renewal.profile, "portalRoots");
    const base = portalUrl(renewal.profile, "sofieUrl");
    const address = { base, ...(roots === undefined ? {} : { roots }) };
    const name = `${renewal.id}:${purpose}:${attempt}`;
    return PortalSession.run(this.http, name, address, async (session) => {
      const { verdict, left } = await this.tryOnce(session, renewal, {
        purpose,
        attempt,
        password,
      }).catch(forgotten);
      if (verdict === "accepted") return work(session);
      if (verdict !== "forgotten") await this.secrets.forget(passwordField);
      const closed = verdict === "closed" || left === 0;
      if (closed && renewal.answer(`reopened-${attempt}`) === undefined) {
        return waiting(askForReopening(renewal, attempt));
      }
      return waiting(ask(renewal, attempt + 1, closed ? undefined : refusal(verdict, left)));
    });
  }

  private async password(
    renewal: SofieRenewal,
    attempt: number,
    reuse: boolean,
  ): Promise<SecretRef | undefined> {
    const given = renewal.answer<{ [passwordField]: SecretRef }>(`password-${attempt}`);
    if (given !== undefined) return given[passwordField];
    return reuse ? ((await this.secrets.find(passwordField)) ?? undefined) : undefined;
  }

  private async tryOnce(
    session: PortalSession,
    renewal: SofieRenewal,
    { purpose, attempt, password }: { purpose: string; attempt: number; password: SecretRef },
  ): Promise<Try> {
    const { profile } = renewal;
    let loggedInNow = false;
    const journaled = await renewal.effect<Try>({
      key: `login:${purpose}:${attempt}`,
      intent: { user: profile.userId, attempt },
      perform: async () => {
        loggedInNow = true;
        return logIn(session, profile.userId, password);
      },
      find: async () => happened<Try>({ verdict: "interrupted" }),
    });
    if (journaled.verdict !== "accepted" || loggedInNow) return journaled;
    // It was accepted before an interruption: the same password opens a session again.
    return logIn(session, profile.userId, password);
  }
}

function forgotten(error: unknown): Try {
  if (PerennialError.is(error, "secrets.not-found")) return { verdict: "forgotten" };
  throw error;
}

async function logIn(session: PortalSession, user: string, password: SecretRef): Promise<Try> {
  const csrf = await withoutEffect(() => session.openForm("sofie/luxtrust"));
  const response = await unlessBusy(() =>
    session.send({
      method: "POST",
      path: "sofie/luxtrust/login",
      form: { csrf, user, password },
    }),
  );
  if (new URL(response.url).pathname.endsWith("/sofie/luxtrust/upload")) {
    return { verdict: "accepted" };
  }
  const error = Page.of(response).error();
  if (response.status === 423 || error?.code === "login.closed") return { verdict: "closed" };
  if (response.status !== 401 || error?.code !== "login.wrong-password") {
    throw portalError(response);
  }
  const left = /^\d+$/.test(error.detail) ? { left: Number(error.detail) } : {};
  return { verdict: "wrong", ...left };
}

/** A busy page has not tried the password: the same one may be sent later. `docs/portal.md`. */
async function unlessBusy<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!PerennialError.is(error, "http.busy")) throw error;
    return withoutEffect(() => Promise.reject(error));
  }
}

/** The newest password that the person entered in this step: 1 and up, 0 if none. */
function latestAttempt(renewal: SofieRenewal): number {
  let attempt = 0;
  for (let next = 1; next <= 60; next += 1) {
    if (renewal.answer(`password-${next}`) !== undefined) attempt = next;
  }
  return attempt;
}

function ask(renewal: SofieRenewal, attempt: number, refused?: Refusal): WaitForPerson {
  const { userId, connection } = renewal.profile;
  const { account, profile } = renewal;
  return {
    key: `password-${attempt}`,
    for: "person",
    text: message("luxtrust.password", { user: userId, account }),
    instructions: [
      message(
        connection === "connected"
          ? "luxtrust.password.connected"
          : "luxtrust.password.stand-alone",
      ),
      message("luxtrust.password.three", helpdesk(profile)),
    ],
    question: {
      type: "form",
      schema: {
        type: "object",
        properties: {
          [passwordField]: {
            type: "string",
            format: "password",
            title:
              connection === "connected"
                ? "luxtrust.field.password.connected"
                : "luxtrust.field.password.stand-alone",
            minLength: 8,
            pattern: "(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9]).{8,}",
            patternTitle: "luxtrust.password.rule",
          },
        },
        required: [passwordField],
        additionalProperties: false,
      },
    },
    ...(refused === undefined ? {} : { refusal: refused }),
  };
}

function refusal(verdict: Try["verdict"], left: number | undefined): Refusal {
  switch (verdict) {
    case "interrupted":
      return { code: "luxtrust.login-interrupted", params: {} };
    case "forgotten":
      return { code: "luxtrust.password-forgotten", params: {} };
    default:
      return { code: "luxtrust.wrong-password", params: { left: left ?? -1 } };
  }
}

function askForReopening(renewal: SofieRenewal, attempt: number): WaitForPerson {
  return {
    key: `reopened-${attempt}`,
    for: "person",
    text: message("luxtrust.reopen"),
    instructions: [message("luxtrust.contact", helpdesk(renewal.profile))],
    question: { type: "task", done: message("luxtrust.reopen.done") },
    refusal: { code: "luxtrust.closed", params: helpdesk(renewal.profile) },
  };
}
