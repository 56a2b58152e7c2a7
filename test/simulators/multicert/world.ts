import { Counters } from "../shared/counters.js";
import { Faults } from "../shared/faults.js";
import { defined } from "../shared/json-input.js";
import { Mailbox } from "../shared/mailbox.js";
import { SimulatorClock } from "../shared/simulator-clock.js";
import { createPki, type MulticertPki } from "./multicert-pki.js";
import { createOffice, type Office } from "./office/office.js";
import type { MulticertSimulatorOptions } from "./options.js";
import { presets } from "./presets.js";
import { TrustService } from "./trust/trust-service.js";

/** Everything there is in the simulated world, apart from its addresses. */
export interface MulticertWorld {
  readonly clock: SimulatorClock;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly mailbox: Mailbox;
  readonly pki: MulticertPki;
  readonly trust: TrustService;
  readonly office: Office;
}

/**
 * @param publicUrl where the authority's files are published.
 * @param onError receives what failed while nobody was waiting for it.
 */
export async function createWorld(
  options: MulticertSimulatorOptions,
  publicUrl: string,
  onError: (error: unknown) => void,
): Promise<MulticertWorld> {
  const clock = new SimulatorClock(onError);
  if (options.now !== undefined) await clock.set(options.now);
  const faults = new Faults();
  const counters = new Counters();
  const mailbox = new Mailbox(clock, faults);
  const pki = await createPki(options.authorityKeys ?? "ec", publicUrl);
  const preset = presets[options.preset ?? "multicert"];
  const authority = { ...preset.trust, ...options.trust };
  const credentials = authority.credentials.map((credential) => ({
    ...credential,
    ...options.credential,
  }));
  const { issuing } = pki;
  const { credentialKey } = options;
  const surroundings = { clock, mailbox, counters, issuing, ...defined({ credentialKey }) };
  const trust = await TrustService.create({ ...authority, credentials }, surroundings);
  const officeOptions = { ...preset.office, ...options.office };
  const office = createOffice(officeOptions, trust, { clock, counters, mailbox });
  return { clock, faults, counters, mailbox, pki, trust, office };
}
