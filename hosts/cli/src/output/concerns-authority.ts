import type { ErrorData } from "@perennial/api";

/** Families of codes about this machine: its tokens, PINs, keys, files, journal, answers, texts. */
const local: ReadonlySet<string> = new Set([
  ..."answer answers certificate certificates cancel cli clock files go-back guard internal".split(
    " ",
  ),
  ..."inventory keys log modules pdf pin-file pkcs12 plugin policy profile renewal requests".split(
    " ",
  ),
  ..."secret-file secrets settle signatures signing step store token tokens usage wait".split(" "),
]);

/**
 * Whether those whom the provider's manifest names as contacts can help: with what the plugin says
 * in codes of its own, and with what their pages answered (`http.*`, `order.*`).
 */
export function concernsAuthority({ code }: Pick<ErrorData, "code">): boolean {
  // What is wrong with a certificate that they issued is theirs to put right.
  if (code === "certificate.profile-broken") return true;
  return !local.has(code.split(".", 1)[0] ?? "");
}
