import { message, waiting, type Outcome, type Refusal, type Tokens } from "@perennial/api";
import { helpdesk, type DigisignRenewal } from "../profile.js";
import { nameOf } from "../rules/candidates.js";
import { holderOf } from "../rules/subject.js";
import { SelectCertificate } from "../steps/select-certificate.js";

/** The wait for the token of the certificate that is renewed; undefined if it is in. */
export async function requireToken(
  tokens: Tokens,
  renewal: DigisignRenewal,
): Promise<Outcome<never> | undefined> {
  const { place, label: token, holder, spkiHash } = renewal.output(SelectCertificate);
  const seen = await tokens.look({ place });
  if (seen.tokens.length > 0) return undefined;
  const refusal = await otherToken(tokens, { token, holder });
  return waiting({
    key: "token",
    for: "token",
    event: "inserted",
    place,
    spkiHash,
    text: message("digisign.insert-this-token", { token, holder }),
    instructions: [message("digisign.contact", helpdesk(renewal.profile))],
    ...(refusal === undefined ? {} : { refusal }),
  });
}

/** Another token that is in instead: whose it is, as its certificates say. */
async function otherToken(
  tokens: Tokens,
  wanted: { readonly token: string; readonly holder: string },
): Promise<Refusal | undefined> {
  const { tokens: others, certificates } = await tokens.look({});
  const of = (place: string) => certificates.find((certificate) => certificate.place === place);
  // A blank one, or an empty slot that its driver takes for one, says little.
  const other = others.find(({ place }) => of(place) !== undefined) ?? others[0];
  if (other === undefined) return undefined;
  const theirs = of(other.place);
  const found = theirs === undefined ? "none" : holderOf(theirs.certificate.subject);
  return { code: "digisign.other-token", params: { ...wanted, other: nameOf(other), found } };
}
