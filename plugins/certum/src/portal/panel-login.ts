import {
  PerennialError,
  message,
  waiting,
  withoutEffect,
  type Files,
  type Http,
  type HttpResponse,
  type Outcome,
  type Refusal,
  type SecretRef,
  type Secrets,
  type WaitForPerson,
} from "@perennial/api";
import { helpdesk, portalUrl, type CertumRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";
import { AskFirst } from "../ways/ask-first.js";
import { settleTry, underIntent } from "./login-try.js";
import { changed, errorIn, hiddenField } from "./page.js";
import { PanelSession } from "./panel-session.js";
import { portalError } from "./portal-errors.js";

/** Name of the secret, as the manifest declares it. */
export const passwordField = "portalPassword";

/** What a login needs of the host. */
export interface PanelServices {
  readonly http: Http;
  readonly files: Files;
  readonly secrets: Secrets;
}

/**
 * Sessions at Certum's panel that are logged in. A login serves as long as the panel keeps it. A
 * password that was refused, or of which nobody knows, is forgotten and never sent again, wherever the
 * machine stopped; before the last try the person makes sure, for the third wrong one closes the login.
 */
export class PanelLogin {
  constructor(private readonly services: PanelServices) {}

  /** Runs `work` logged in, or asks for the password. */
  async run<T>(
    renewal: CertumRenewal,
    work: (session: PanelSession) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    try {
      return await this.call(renewal, work);
    } catch (error) {
      if (error instanceof AskFirst) return waiting(error.wait);
      throw error;
    }
  }

  /** As {@link run} where there is no outcome. @throws AskFirst for the password. */
  async call<T>(renewal: CertumRenewal, work: (session: PanelSession) => Promise<T>): Promise<T> {
    // As long as nobody is logged in, nothing outside changes.
    const session = await withoutEffect(() => this.open(renewal));
    if (!(await loggedIn(session))) await this.logIn(session, renewal);
    try {
      return await work(session);
    } catch (error) {
      const over = ["certum.login.required", "certum.session.bad-csrf"];
      if (PerennialError.is(error) && over.includes(error.code)) await session.close();
      throw error;
    }
  }

  private async open(renewal: CertumRenewal): Promise<PanelSession> {
    const { http, files } = this.services;
    const { id, profile } = renewal;
    const roots = await profileRoots(files, profile, "portalRoots");
    return new PanelSession(http, { name: `${id}:panel`, base: portalUrl(profile), roots });
  }

  private async logIn(session: PanelSession, renewal: CertumRenewal): Promise<void> {
    const { secrets } = this.services;
    const { portalUser: user = "" } = renewal.profile;
    if (user.trim() === "") {
      throw new PerennialError("certum.no-portal-user", {}, { effect: "none" });
    }
    const password = await secrets.find(passwordField);
    if (password === null) {
      // Where it was forgotten already, no try is open for the next one.
      await settleTry(renewal);
      throw new AskFirst(ask(renewal));
    }
    let interrupted = false;
    await underIntent(
      renewal,
      () => this.send(session, renewal, { user, password }),
      async () => {
        await secrets.forget(passwordField);
        interrupted = true;
      },
    );
    if (!interrupted) return;
    throw new AskFirst(ask(renewal, { code: "certum.login.interrupted", params: {} }));
  }

  /** Forgets a password that was refused before anything else. @throws AskFirst for another one. */
  private async send(
    session: PanelSession,
    renewal: CertumRenewal,
    { user, password }: { readonly user: string; readonly password: SecretRef },
  ): Promise<void> {
    const refused = await tryOnce(session, user, password).catch(async (error: unknown) => {
      await this.forgetAfter(error);
      if (PerennialError.is(error, "secrets.not-found")) throw new AskFirst(ask(renewal));
      throw error;
    });
    if (refused === undefined) return;
    await this.services.secrets.forget(passwordField);
    throw new AskFirst(ask(renewal, refused));
  }

  /** Nobody knows whether the panel counted a password whose answer was lost. */
  private async forgetAfter(error: unknown): Promise<void> {
    if (PerennialError.is(error) && error.effect === "none") return;
    await this.services.secrets.forget(passwordField);
  }
}

async function loggedIn(session: PanelSession): Promise<boolean> {
  const request = { method: "GET", path: "panel/dashboard", maxRedirects: 0 } as const;
  const response = await withoutEffect(() => session.send(request));
  if (response.status === 303 || response.status === 401) return false;
  if (response.status !== 200) throw portalError(response);
  session.csrf = hiddenField(response, "csrf");
  return true;
}

/** Why the password was refused; undefined if it was taken. */
async function tryOnce(
  session: PanelSession,
  user: string,
  password: SecretRef,
): Promise<Refusal | undefined> {
  const form = await withoutEffect(() => session.get("panel/login"));
  const response = await session.send({
    method: "POST",
    path: "panel/login",
    maxRedirects: 0,
    form: { csrf: hiddenField(form, "csrf"), user, password },
  });
  if (response.status === 303) {
    if (await loggedIn(session)) return undefined;
    throw changed(response, "not logged in after the login");
  }
  return refusalIn(response);
}

function refusalIn(response: HttpResponse): Refusal {
  const { code = "", detail = "" } = errorIn(response) ?? {};
  if (response.status === 423) return { code: "certum.login.closed", params: {} };
  if (response.status !== 401 || code !== "login.wrong-password") throw portalError(response);
  const left = /^\d+$/.test(detail) ? Number(detail) : -1;
  return left === 0
    ? { code: "certum.login.closed", params: {} }
    : { code: "certum.login.wrong-password", params: { left } };
}

function ask(renewal: CertumRenewal, refusal?: Refusal): WaitForPerson {
  const shown = refusal === undefined ? {} : { refusal };
  const contact = message("certum.contact", helpdesk(renewal.profile));
  const task = (key: string): WaitForPerson => ({
    key,
    for: "person",
    text: message(`certum.${key}`),
    instructions: [contact],
    question: { type: "task", done: message(`certum.${key}.done`) },
    ...shown,
  });
  if (refusal?.code === "certum.login.closed") return task("panel-reopened");
  if (refusal?.params["left"] === 1) return task("panel-password-sure");
  return {
    key: "panel-password",
    for: "person",
    text: message("certum.panel-password", { user: renewal.profile.portalUser ?? "" }),
    instructions: [message("certum.panel-password.three"), contact],
    question: {
      type: "form",
      schema: {
        type: "object",
        properties: {
          [passwordField]: {
            type: "string",
            format: "password",
            title: "certum.field.portalPassword",
            minLength: 1,
          },
        },
        required: [passwordField],
        additionalProperties: false,
      },
    },
    ...shown,
  };
}
