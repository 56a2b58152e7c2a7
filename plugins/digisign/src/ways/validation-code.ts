import {
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
export type TypedCode = { readonly code: string; readonly picture: string };

/** The form that a picture of the validation code came with. */
export type CodeForm = {
  readonly csrf: string;
  /** Of the visit in which it was shown. */
  readonly cookies: string;
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
   * Fetches a picture in a new session, saves it under a name that no picture had before, and asks
   * for the code. The visit is journaled with the picture: the person may take hours, and answer
   * another process. Nobody is logged in there, so its cookies are no secret of anybody's.
   */
  async ask(
    session: PortalSession,
    renewal: DigisignRenewal,
    refusal?: Refusal,
  ): Promise<WaitForPerson> {
    const { csrf, cookies, content } = await withoutEffect(async () => {
      await session.forget();
      const page = await session.get("portal/renewal");
      const picture = await session.get(pictureOf(page), maxPictureBytes);
      const cookies = await session.cookies();
      return { csrf: hiddenField(page, "csrf"), cookies, content: picture.body };
    });
    const name = pictureName(await this.clock.now(), content);
    const { path } = await this.save(renewal, name, async () => {
      const saved = await this.files.save({ ...documentsFolder(renewal.profile), name, content });
      return { csrf, cookies, path: saved.path };
    });
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
            picture: { type: "string", title: "digisign.field.picture", readOnly: true },
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
        values: { picture: name },
      },
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  /** The form that the code belongs to; undefined if no such picture was shown. */
  async formOf(renewal: DigisignRenewal, { picture }: TypedCode): Promise<CodeForm | undefined> {
    const form = await this.save(renewal, picture, async () => ({
      csrf: "",
      cookies: "",
      path: "",
    }));
    return form.csrf === "" ? undefined : form;
  }

  /** The journal's record of a picture, made by `perform` if there is none. */
  private save(
    renewal: DigisignRenewal,
    name: string,
    perform: () => Promise<CodeForm>,
  ): Promise<CodeForm> {
    return renewal.effect<CodeForm>({
      key: `code-picture:${name}`,
      intent: { name },
      perform,
      // Saving the same picture again changes nothing.
      find: async () => ({ state: "did-not-happen" }),
    });
  }
}

/** `DigiSign-20261120-093000-1a2b3c4d.png`: when it came, UTC, and what it is. */
function pictureName(at: string, content: string): string {
  const digits = new Date(at).toISOString().replaceAll(/[-:]/g, "");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  return `DigiSign-${digits.slice(0, 8)}-${digits.slice(9, 15)}-${hash}.png`;
}
