import assert from "node:assert/strict";
import { signCades } from "../cades/sign-cades.js";
import { verifyCades } from "../cades/verify-cades.js";
import { signPdf } from "../pades/sign-pdf.js";
import { verifyPdf } from "../pades/verify-pdf.js";
import { signingAuthority, type SigningAuthority } from "../test-support/signers.js";
import { now, type Issued } from "../test-support/test-authority.js";
import { libraryPdf } from "../test-support/test-pdfs.js";

describe("A signature of whoever it is", () => {
  let authority: SigningAuthority;
  let ion: Issued;
  let ana: Issued;
  before(async () => {
    authority = await signingAuthority();
    [ion, ana] = [await authority.signer("P-256"), await authority.signer("P-256")];
  });
  const rules = { roots: [], at: now, anySigner: true };
  const content = Buffer.from("text");
  const valid = ({ signatures }: { signatures: readonly { valid: boolean }[] }) =>
    signatures.map((report) => report.valid);

  it("holds without any root, and not over another content", async () => {
    const signature = await signCades(authority.by(ion), content);
    assert.deepEqual(valid(await verifyCades({ ...rules, signature, content })), [true]);
    const other = Buffer.from("another text");
    assert.deepEqual(valid(await verifyCades({ ...rules, signature, content: other })), [false]);
    const trusting = { signature, content, roots: [], at: now };
    assert.deepEqual(valid(await verifyCades(trusting)), [false]);
  });

  it("holds in a PDF that somebody else signed after it, and not where something was put in", async () => {
    const once = await signPdf(authority.by(ion), await libraryPdf());
    const twice = await signPdf(authority.by(ana), once);
    const verified = await verifyPdf({ ...rules, signature: twice });
    assert.deepEqual(valid(verified), [true, true]);
    const signers = verified.signatures.map(({ signer }) => signer?.spkiHash);
    assert.equal(new Set(signers).size, 2);
    const changed = Buffer.from(once);
    changed[20] = (changed[20] ?? 0) ^ 1;
    assert.deepEqual(valid(await verifyPdf({ ...rules, signature: changed })), [false]);
  });
});
