import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStore, type Fence, type RenewalStore } from "@perennial/store";
import type { BenchCertificate } from "./certificates.js";

const provider = "luxtrust.sofie";
const account = "MAIN";

/** The profile values that these benchmarks use; nothing is contacted. */
export const profileValues = {
  userId: "9999BENCH",
  contract: "business",
  connection: "connected",
  way: "assisted",
  name: "Bench",
  email: "bench@example.org",
  company: "Example S.A.",
  city: "Luxembourg",
  country: "LU",
};

/** A home with one profile and one certificate file for each certificate. */
export async function perennialHome(
  home: string,
  certificates: readonly BenchCertificate[],
): Promise<void> {
  mkdirSync(join(home, "certificates"), { recursive: true, mode: 0o700 });
  const store = await openSqliteStore({ path: join(home, "journal.db") });
  const now = new Date().toISOString();
  for (const certificate of certificates) {
    const source = join(home, "certificates", `${certificate.name}.pem`);
    writeFileSync(source, certificate.certificatePem);
    const parsed = new X509Certificate(certificate.certificateDer);
    const profileId = certificate.name.replaceAll(".", "-");
    await store.putProfile(
      { id: profileId, provider, values: profileValues, createdAt: now, updatedAt: now },
      "new",
    );
    await store.putCertificate(
      {
        profileId,
        account,
        sha256: hash(certificate.certificateDer),
        spkiHash: hash(parsed.publicKey.export({ type: "spki", format: "der" })),
        subject: `CN=${certificate.name}`,
        issuer: `CN=${certificate.name}`,
        serial: parsed.serialNumber.toLowerCase(),
        notBefore: new Date(parsed.validFrom).toISOString(),
        notAfter: new Date(parsed.validTo).toISOString(),
        der: certificate.certificateDer.toString("base64"),
        source,
        state: "current",
      },
      now,
    );
  }
  await store.close();
}

/** Parks a renewal of every profile at its first question. Returns their ids. */
export async function parkRenewals(
  home: string,
  profiles: readonly string[],
  plugin: { readonly version: string; readonly steps: readonly string[] },
): Promise<readonly string[]> {
  const store = await openSqliteStore({ path: join(home, "journal.db") });
  const at = new Date().toISOString();
  const ids: string[] = [];
  for (const profileId of profiles) {
    const id = `${profileId}-20261120-bnch`;
    await store.create(
      [
        {
          id,
          group: id,
          profileId,
          account,
          accounts: [account],
          provider,
          pluginId: "luxtrust",
          pluginVersion: plugin.version,
          kind: "rekey",
          steps: plugin.steps,
          profile: profileValues,
          at,
        },
      ],
      at,
    );
    await parkAtFirstStep(store, id, plugin.steps[0] ?? "", at);
    ids.push(id);
  }
  await store.close();
  return ids;
}

async function parkAtFirstStep(
  store: RenewalStore,
  id: string,
  step: string,
  at: string,
): Promise<void> {
  const owner = { id: "bench", host: "bench", pid: 1, startedAt: "0" };
  const fence: Fence = await store.claim(id, owner, at, at, () => true);
  await store.park(
    fence,
    {
      state: "waiting",
      currentStep: step,
      attempts: 0,
      wait: {
        for: "person",
        key: "personal-data",
        text: { key: "personal-data.text" },
        question: { type: "confirm" },
      },
    },
    { taken: [], refused: [] },
    at,
  );
  await store.release(fence, at);
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
