import { PerennialError, afterEffect, type Found, type HttpRequest } from "@perennial/api";
import { Page } from "./page.js";
import { portalError } from "./portal-errors.js";
import type { PortalSession } from "./portal-session.js";

/** A form to post to a portal. */
export interface Submission<T> {
  readonly path: string;
  readonly fields: NonNullable<HttpRequest["multipart"]>;
  /** Code of the refusal that says that the portal has it already. */
  readonly duplicate: string;
  /** Looks for it at the portal. */
  readonly find: () => Promise<Found<T>>;
  /** What is recorded, by the receipt that the page shows. */
  readonly received: (receipt: string) => Promise<T>;
}

/**
 * Posts a form and reads the receipt. If the portal has it already, that is what is answered.
 * @throws PerennialError what {@link portalError} makes of a refusal; `luxtrust.portal-changed` for a
 *   page without a receipt.
 */
export async function submit<T>(session: PortalSession, submission: Submission<T>): Promise<T> {
  const { path, fields, duplicate, find, received } = submission;
  const response = await session.send({ method: "POST", path, multipart: fields });
  if (response.status === 200) {
    const receipt = Page.of(response).receipt();
    if (receipt !== undefined) return received(receipt);
    const { host } = new URL(response.url);
    throw new PerennialError("luxtrust.portal-changed", { host }, { detail: "no receipt" });
  }
  const error = portalError(response);
  if (error.code !== duplicate) throw error;
  const found = await afterEffect(find);
  if (found.state === "happened") return found.result;
  throw error;
}
