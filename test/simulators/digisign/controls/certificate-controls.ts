import { keyAlgorithms } from "../../pki/key-algorithm.js";
import { control } from "../../shared/controls/control.js";
import { defined } from "../../shared/json-input.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { issuerKinds } from "../certificates/existing-certificate.js";
import { mailedKinds } from "../documents/document-kind.js";
import { documentFileName, drawDocument } from "../documents/mailed-documents.js";
import { dayAt } from "../rules/bucharest.js";
import type { DigisignSimulator } from "../simulator.js";

/** Certificates of tokens, validation codes, and documents that nobody ordered. */
export function certificateControls(simulator: DigisignSimulator): Route[] {
  const { certificates, codes, clock } = simulator;
  return [
    control("POST", "/certificates", async (input) => {
      const notAfter = input.optionalInstant("notAfter");
      if (notAfter === undefined)
        throw new PortalError(400, "input.wrong", '"notAfter" is missing.', "notAfter");
      const existing = await certificates.issueExisting({
        notAfter,
        ...defined({
          notBefore: input.optionalInstant("notBefore"),
          csr: input.optionalText("csr"),
          publicKey: input.optionalText("publicKey"),
          privateKey: input.optionalText("privateKey"),
          algorithm: input.optionalChoice("algorithm", keyAlgorithms),
          subject: input.optionalText("subject"),
          email: input.optionalText("email"),
          issuer: input.optionalChoice("issuer", issuerKinds),
        }),
      });
      return jsonReply(existing, 201);
    }),
    control("GET", "/codes", () => jsonReply({ latest: codes.latest ?? null })),
    control("POST", "/codes", (input) => {
      const next = input.text("next");
      if (!/^\d{6}$/.test(next))
        throw new PortalError(400, "input.wrong", '"next" must be six digits.', "next");
      codes.choose(next);
      return jsonReply({ latest: codes.latest ?? null });
    }),
    control("POST", "/documents", async (input) => {
      const kind = input.choice("kind", mailedKinds);
      const number = input.text("number");
      const holder = input.optionalText("holder") ?? "Ana Ionescu";
      const content = await drawDocument({ kind, number, holder, day: dayAt(clock.now()) });
      const name = documentFileName(kind, number);
      return jsonReply({ name, content: content.toString("base64") }, 201);
    }),
  ];
}
