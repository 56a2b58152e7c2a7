import type { CertumRenewal } from "../profile.js";
import { remembered } from "./remembered.js";

/** A mail whose link was waited for. */
export type AwaitedMail = {
  /** RFC 3339 UTC. */
  readonly sentAt: string;
  readonly address: string;
};

/** Of one renewal: a panel that dates its mail anew at each look does not fill the journal. */
const most = 200;

/** Remembers that its link is waited for, in the order of the mails. */
export async function noteAwaited(
  renewal: CertumRenewal,
  { sentAt, address }: AwaitedMail,
): Promise<void> {
  for (let number = 1; number <= most; number += 1) {
    const known = await remembered<AwaitedMail>(renewal, keyOf(number), { sentAt, address });
    if (known?.sentAt === sentAt) return;
  }
}

/** The mail whose link was waited for last: whoever is asked for the mailbox now has gone back to it. */
export async function lastAwaited(renewal: CertumRenewal): Promise<AwaitedMail | undefined> {
  let last: AwaitedMail | undefined;
  for (let number = 1; ; number += 1) {
    const known = await remembered<AwaitedMail>(renewal, keyOf(number), undefined);
    if (known === undefined) return last;
    last = known;
  }
}

function keyOf(number: number): string {
  return `awaited-mail:${number}`;
}
