import {
  PerennialError,
  didNotHappen,
  message,
  withoutEffect,
  type Clock,
  type Files,
  type Refusal,
  type WaitForPerson,
} from "@perennial/api";
import { createHash } from "node:crypto";
import { hiddenField, pictureOf } from "../portal/page.js";
import type { PortalSession } from "../portal/portal-session.js";
import { documentsFolder, helpdesk, type DigisignRenewal } from "../profile.js";

/** What the person typed, and from which picture. */
export type TypedCode = { readonly code: string; readonly picture: number };

/** The form that a picture of the validation code came with. */
export type CodeForm = {
  readonly csrf: string;
  /** Of the visit in which it was shown. */
  readonly cookies: string;
  readonly name: string;
  readonly path: string;
};

const maxPictureBytes = 1_048_576;

/** The validation code: a picture that the person reads and types. Manual II.6. */
export class ValidationCode {
  constructor(
    private readonly files: Files,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for the code of the picture with this number: 1, and one more each time that a code was
   * refused. It is fetched in a new session and saved under a name that no picture had before. The
   * visit is journaled with it: the person may take hours, and answer another process. Nobody is
   * logged in there, so its cookies are no secret of anybody's.
   */
  async ask(
    session: PortalSession,
    renewal: DigisignRenewal,
    number: number,
    refusal?: Refusal,
  ): Promise<WaitForPerson> {
    const { name, path } = await this.form(renewal, number, () => this.fetch(session, renewal));
    return {
      key: "code",
      for: "person",
      text: message("digisign.code"),
      instructions: [
        message("digisign.code.picture", { name, path }),
        message("digisign.code.send"),
        message("digisign.contact", helpdesk(renewal.profile)),
      ],
      question: {
        type: "form",
        schema: {
          type: "object",
          properties: {
            picture: { type: "integer", title: "digisign.field.picture", readOnly: true },
            code: {
              type: "string",
              title: "digisign.field.code",
              pattern: "^[0-9]{6}$",
              patternTitle: "digisign.field.code.pattern",
            },
          },
          required: ["code"],
          additionalProperties: false,
        },
        values: { picture: number },
      },
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  /** The form that the code belongs to. @throws PerennialError `digisign.order.bad-csrf`. */
  formOf(session: PortalSession, renewal: DigisignRenewal, number: number): Promise<CodeForm> {
    const { host } = session;
    return this.form(renewal, number, async () => {
      throw new PerennialError("digisign.order.bad-csrf", { host, detail: "" }, { effect: "none" });
    });
  }

  /**
   * The journal's record of a picture, made by `perform` if there is none. Its key is the same after
   * a crash: a record that was begun and not ended would keep the step from ending.
   */
  private form(
    renewal: DigisignRenewal,
    number: number,
    perform: () => Promise<CodeForm>,
  ): Promise<CodeForm> {
    return renewal.effect<CodeForm>({
      key: `code-picture:${number}`,
      intent: { number },
      perform,
      // Nothing was ordered: another picture may be fetched.
      find: async () => didNotHappen,
    });
  }

  private async fetch(session: PortalSession, renewal: DigisignRenewal): Promise<CodeForm> {
    return withoutEffect(async () => {
      await session.forget();
      const page = await session.get("portal/renewal");
      const { body: content } = await session.get(pictureOf(page), maxPictureBytes);
      const name = pictureName(await this.clock.now(), content);
      const { path } = await this.files.save({
        ...documentsFolder(renewal.profile),
        name,
        content,
      });
      return { csrf: hiddenField(page, "csrf"), cookies: await session.cookies(), name, path };
    });
  }
}

/** The number of the picture that an answer is about. */
export function pictureNumber({ picture }: TypedCode): number {
  return Number.isInteger(picture) && picture > 0 ? picture : 1;
}

/** `DigiSign-20261120-093000-1a2b3c4d.png`: when it came, UTC, and what it is. */
function pictureName(at: string, content: string): string {
  const digits = new Date(at).toISOString().replaceAll(/[-:]/g, "");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  return `DigiSign-${digits.slice(0, 8)}-${digits.slice(9, 15)}-${hash}.png`;
}
