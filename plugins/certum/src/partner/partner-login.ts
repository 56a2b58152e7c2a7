import {
  PerennialError,
  message,
  waiting,
  withoutEffect,
  type Files,
  type Http,
  type Outcome,
  type Refusal,
  type SecretRef,
  type Secrets,
  type WaitForPerson,
} from "@perennial/api";
import { defaults, helpdesk, type CertumRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";
import { AskFirst } from "../ways/ask-first.js";
import { PartnerClient } from "./partner-client.js";
import { PartnerService } from "./partner-service.js";

/** Name of the secret, as the manifest declares it. */
export const passwordField = "partnerPassword";

/** The fifth wrong password in a row closes the account: before it, the person makes sure. */
const wrongBeforeMakingSure = 4;

/** Calls as the partner. A password that was refused is forgotten, and never sent again. */
export class PartnerLogin {
  constructor(
    private readonly services: {
      readonly http: Http;
      readonly files: Files;
      readonly secrets: Secrets;
    },
  ) {}

  /** Runs `work` with the service, or asks for the password. */
  async run<T>(
    renewal: CertumRenewal,
    work: (service: PartnerService) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    try {
      return await this.call(renewal, work);
    } catch (error) {
      if (error instanceof AskFirst) return waiting(error.wait);
      throw error;
    }
  }

  /** As {@link run} where there is no outcome. @throws AskFirst for the password. */
  async call<T>(renewal: CertumRenewal, work: (service: PartnerService) => Promise<T>): Promise<T> {
    const { secrets } = this.services;
    const attempt = latestAttempt(renewal);
    const password = await secrets.find(passwordField);
    if (password === null) throw new AskFirst(ask(renewal, attempt));
    const service = await this.open(renewal, password);
    try {
      return await work(service);
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
      switch (error.code) {
        case "secrets.not-found":
          throw new AskFirst(ask(renewal, attempt));
        case "certum.partner-credentials":
          await secrets.forget(passwordField);
          throw new AskFirst(ask(renewal, attempt, error));
        case "certum.partner-closed":
          await secrets.forget(passwordField);
          throw new AskFirst(askForReopening(renewal, attempt, error));
        default:
          throw error;
      }
    }
  }

  private async open(renewal: CertumRenewal, password: SecretRef): Promise<PartnerService> {
    const { http, files } = this.services;
    const { profile, id } = renewal;
    // Nothing is sent yet.
    return withoutEffect(async () => {
      const roots = await profileRoots(files, profile, "partnerRoots");
      const client = await PartnerClient.open(http, {
        url: profile.partnerUrl ?? defaults.partnerUrl,
        user: profile.partnerUser ?? "",
        password,
        session: `${id}:partner`,
        ...(roots === undefined ? {} : { roots }),
      });
      return new PartnerService(client);
    });
  }
}

/** The newest password that the person entered in this step: 1 and up, 0 if none. */
function latestAttempt(renewal: CertumRenewal): number {
  let attempt = 0;
  while (attempt < 60 && renewal.answer(`partner-password-${attempt + 1}`) !== undefined) {
    attempt += 1;
  }
  return attempt;
}

function ask(renewal: CertumRenewal, attempt: number, refused?: Refusal): WaitForPerson {
  const { profile } = renewal;
  const shown = refusal(refused);
  if (
    attempt >= wrongBeforeMakingSure - 1 &&
    renewal.answer("partner-password-sure") === undefined
  ) {
    return {
      key: "partner-password-sure",
      for: "person",
      text: message("certum.partner.password-sure"),
      instructions: [message("certum.contact", helpdesk(profile))],
      question: { type: "task", done: message("certum.partner.password-sure.done") },
      ...shown,
    };
  }
  return {
    key: `partner-password-${attempt + 1}`,
    for: "person",
    text: message("certum.partner.password", { user: profile.partnerUser ?? "" }),
    instructions: [
      message("certum.partner.password.five"),
      message("certum.contact", helpdesk(profile)),
    ],
    question: {
      type: "form",
      schema: {
        type: "object",
        properties: {
          [passwordField]: {
            type: "string",
            format: "password",
            title: "certum.field.partnerPassword",
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

function askForReopening(renewal: CertumRenewal, attempt: number, refused: Refusal): WaitForPerson {
  return {
    key: `partner-reopened-${attempt}`,
    for: "person",
    text: message("certum.partner.reopen"),
    instructions: [message("certum.contact", helpdesk(renewal.profile))],
    question: { type: "task", done: message("certum.partner.reopen.done") },
    ...refusal(refused),
  };
}

function refusal(error: Refusal | undefined): { refusal?: Refusal } {
  if (error === undefined) return {};
  const { code, params } = error;
  return { refusal: { code, params } };
}
