import type { JsonObject, ProviderManifest, StepManifest } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { Plan } from "../protocol.js";
import { accountsOf, applicableSteps, holds } from "../renewals/conditions.js";
import { tokensUsed, usesChosenToken, usesStore } from "./tokens-used.js";
import { Providers } from "./providers.js";

/** What a renewal would do, from the manifest alone. */
@injectable()
export class Plans {
  constructor(@inject(Providers) private readonly providers: Providers) {}

  /** @throws PerennialError `profile.not-found`, `plugin.*`, `policy.*` */
  async plan(profileId: string): Promise<Plan> {
    const profile = await this.providers.profile(profileId);
    const { plugin, provider } = await this.providers.serving(profile.provider);
    const accounts = accountsOf(provider, profile.values);
    const { adoptsTokens: adopts = false } = plugin;
    const values = { ...defaultsOf(provider), ...profile.values };
    return {
      profile: profile.id,
      provider: provider.id,
      kind: provider.kind,
      pluginId: plugin.id,
      pluginVersion: plugin.version,
      accounts: accounts.map((account) => {
        const steps = applicableSteps(provider, profile.values, account);
        return {
          account,
          steps: steps.map((step) => {
            const { name, title, actor, asks = [], takes } = step;
            const own = asks
              .map((ask) => (typeof ask === "string" ? { text: ask } : ask))
              .filter(({ when }) => holds(when, values, account))
              .map(({ text }) => text);
            const given = [step, provider, profile.values] as const;
            const tokens = tokensUsed(...given);
            const usesToken = tokens.length > 0 || usesChosenToken(...given, adopts);
            return {
              name,
              title,
              actor,
              asks: [
                ...own,
                ...(usesToken ? ["%engine.asks.pin%"] : []),
                ...(usesStore(...given, adopts) ? ["%engine.asks.passphrase%"] : []),
              ],
              ...(tokens.length === 0 ? {} : { tokens }),
              ...(takes === undefined ? {} : { takes }),
            };
          }),
          takes: [sum(steps, 0), sum(steps, 1)],
        };
      }),
      contacts: (provider.contacts ?? []).filter((contact) =>
        accounts.some((account) => holds(contact.when, profile.values, account)),
      ),
    };
  }
}

/** What a profile that was made before a field was there has for it. */
function defaultsOf({ profile: form }: ProviderManifest): JsonObject {
  const fields = Object.entries(form.properties);
  return Object.fromEntries(fields.map(([name, field]) => [name, field.default]));
}

/** The sum of the steps' usual times; months count as in a month of 30 days. */
function sum(steps: readonly StepManifest[], end: 0 | 1): string {
  const from = Temporal.PlainDateTime.from("2026-04-01T00:00");
  const to = steps.reduce((at, { takes }) => {
    const duration = typeof takes === "string" ? takes : takes?.[end];
    return duration === undefined ? at : at.add(Temporal.Duration.from(duration));
  }, from);
  return from.until(to, { largestUnit: "days" }).toString();
}
