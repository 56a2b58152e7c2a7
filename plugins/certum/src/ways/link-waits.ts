import { message, waiting, type Message, type Outcome } from "@perennial/api";
import type { PanelEmail, PanelOrder } from "../portal/panel-order.js";
import { defaults, type CertumProfile, type CertumRenewal } from "../profile.js";
import { tilesOf } from "./tiles.js";
import { contact } from "./panel-order-texts.js";

/**
 * The panel is asked until the link was opened.
 * @param left seconds for which the link is still good.
 */
export function pollForLink(
  { profile }: CertumRenewal,
  order: PanelOrder,
  email: PanelEmail,
  left: number,
): Outcome<never> {
  const every = Math.min(profile.pollInterval ?? defaults.pollInterval, 300);
  return waiting({
    key: "email-verification",
    for: "poll",
    every: Math.min(every, left),
    // The last look is not long after the link has died.
    atMost: Math.min(every * 8, left),
    ...shared(profile, order, email, [message("certum.email-link.later")]),
    deadline: email.validUntil,
  });
}

/** Seconds. While a person is asked, the link may be opened after all, or Certum verify the mailbox. */
export function lookEvery({ profile }: Pick<CertumRenewal, "profile">): number {
  return Math.min(profile.pollInterval ?? defaults.pollInterval, 60);
}

/** The link is late: a new one or another address is offered, and the panel is looked at meanwhile. */
export function askAboutMail(
  { profile }: CertumRenewal,
  order: PanelOrder,
  email: PanelEmail,
): Outcome<never> {
  const { address, validUntil, sentAt } = email;
  const values = ["resend", "other"] as const;
  return waiting({
    key: `email-late:${sentAt}`,
    for: "person",
    lookEvery: lookEvery({ profile }),
    ...shared(profile, order, email),
    question: {
      type: "choice",
      options: values.map((value) => ({ value, label: message(`certum.email-link.${value}`) })),
    },
    refusal: { code: "certum.link.expired", params: { address, validUntil } },
  });
}

function shared(
  profile: CertumProfile,
  order: PanelOrder,
  email: PanelEmail,
  more: readonly Message[] = [],
) {
  const { address, validUntil } = email;
  const instructions: readonly Message[] = [
    message("certum.email-link.mail", { number: order.number }),
    message("certum.email-link.until", { validUntil }),
    ...more,
    tilesOf(order),
    contact({ profile }),
  ];
  return { text: message("certum.email-link", { address }), instructions };
}
