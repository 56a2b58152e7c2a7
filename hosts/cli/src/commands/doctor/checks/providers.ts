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
      missing.map(async ({ id, provider }) => {
        const error = (await book.whyAbsent(provider)) ?? {
          code: "plugin.provider-not-found",
          params: { provider },
        };
        return { severity: "error", about: id, error } as const;
      }),
    );
    return findings.length === 0 ? fine : findings;
  },
};
