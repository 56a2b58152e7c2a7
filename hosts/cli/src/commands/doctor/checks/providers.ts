import { fine, type Check } from "../check.js";

/** Every profile has a plugin that may renew it: installed, enabled, allowed, not in quarantine. */
export const providers: Check = {
  id: "providers",
  async run({ store, plugins }) {
    const profiles = await (await store.get()).profiles();
    const book = await plugins.get();
    const served = new Set(
      (await book.plugins()).flatMap((plugin) => plugin.providers.map(({ id }) => id)),
    );
    const missing = profiles.filter(({ provider }) => !served.has(provider));
    const findings = await Promise.all(
      missing.map(async ({ id: profile, provider }) => {
        const why = (await book.whyAbsent(provider))?.code ?? "plugin.not-found";
        return { severity: "error", what: "missing", args: { profile, provider, why } } as const;
      }),
    );
    return findings.length === 0 ? fine : findings;
  },
};
