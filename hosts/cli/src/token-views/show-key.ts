import type { FoundToken } from "@perennial/hardware";
import { say } from "../output/say.js";
import type { Asking } from "../questions/asking.js";
import type { CertificateEntry, KeyEntry } from "./key-entries.js";
import { uriOf } from "./key-json.js";

type Showing = Pick<Asking, "out" | "texts"> & {
  /** For how long a certificate is still valid. */
  readonly now: string;
};

/** What is under one CKA_ID: name, algorithm, which halves show, certificates, fingerprint, URI. */
export async function showKey(token: FoundToken, entry: KeyEntry, showing: Showing): Promise<void> {
  const { out, texts } = showing;
  const { id, label, algorithm, spkiHash, publicKeys, privateKeys, certificates } = entry;
  const kind = algorithm ?? (await say(texts, "tokens.key-unknown"));
  const name = id === "" ? await say(texts, "tokens.no-id") : id;
  out.line(`${out.style("heading", name)}  ${kind}  ${label}`.trimEnd(), 2, 4);
  const hidden = privateKeys === undefined ? "yes" : "no";
  const halves = { private: privateKeys?.length ?? 0, public: publicKeys, hidden };
  out.line(await say(texts, "tokens.halves", halves), 4, 6);
  if (privateKeys?.some((key) => key.alwaysAuthenticate) === true) {
    out.line(await say(texts, "tokens.always-authenticate"), 4, 6);
  }
  if (privateKeys?.some((key) => key.extractable === true || key.sensitive === false) === true) {
    out.line(out.style("bad", await say(texts, "tokens.extractable")), 4, 6);
  }
  for (const certificate of certificates) await showCertificate(certificate, showing, 4);
  if (spkiHash !== undefined) {
    out.line(out.style("quiet", await say(texts, "keys.facts", { spkiHash })), 4, 6);
  }
  out.line(out.style("quiet", uriOf(token, entry)), 4, 6);
}

/** A certificate: whose, from whom, until when. */
export async function showCertificate(
  { label, info }: CertificateEntry,
  { out, texts, now }: Showing,
  indent: number,
): Promise<void> {
  if (info === undefined) {
    out.line(
      out.style("bad", await say(texts, "tokens.bad-certificate", { label })),
      indent,
      indent + 2,
    );
    return;
  }
  const { subject, issuer, notBefore, notAfter } = info;
  out.line(await say(texts, "tokens.certificate", { subject, issuer }), indent, indent + 2);
  const state =
    Date.parse(now) > Date.parse(notAfter)
      ? "expired"
      : Date.parse(now) < Date.parse(notBefore)
        ? "early"
        : "valid";
  const at = state === "early" ? notBefore : notAfter;
  const relative = texts.relativeDays(at, now);
  const words = await say(texts, "tokens.validity", { state, date: texts.date(at), relative });
  out.line(out.style(state === "valid" ? "good" : "bad", words), indent + 2, indent + 4);
}
