import { message, type Message, type Permissions } from "@perennial/api";

/** What a plugin may use, a sentence for each kind of permission; one sentence if it is nothing. */
export function permissionWords(permissions: Permissions): readonly Message[] {
  const hosts = (entries: readonly string[]) => ({
    hosts: entries.filter((entry) => !isProfile(entry)),
  });
  const fields = (entries: readonly string[]) => ({
    fields: entries.filter(isProfile).map((entry) => entry.slice("profile:".length)),
  });
  const {
    network = [],
    pages = [],
    keys = [],
    certificates = [],
    tokens = [],
    signatures = [],
    inbox = [],
    secrets = [],
  } = permissions;
  const files = Object.entries(permissions.files ?? {});
  const words = [
    ...some(hosts(network), "permission.network"),
    ...some(fields(network), "permission.network-profile"),
    ...some(hosts(pages), "permission.pages"),
    ...some(fields(pages), "permission.pages-profile"),
    ...keys.map((operation) => message(`permission.keys.${operation}`)),
    ...certificates.map((operation) => message(`permission.certificates.${operation}`)),
    ...tokens.map((operation) => message(`permission.tokens.${operation}`)),
    ...signatures.map((operation) => message(`permission.signatures.${operation}`)),
    ...(["read", "write", "backup"] as const).flatMap((way) =>
      some(
        { fields: files.filter(([, granted]) => granted === way).map(([field]) => field) },
        `permission.files.${way}`,
      ),
    ),
    ...some({ names: inbox }, "permission.inbox"),
    ...some({ names: secrets }, "permission.secrets"),
  ];
  return words.length === 0 ? [message("permission.none")] : words;
}

function isProfile(entry: string): boolean {
  return entry.startsWith("profile:");
}

function some(
  args: { readonly [name: string]: readonly string[] },
  key: string,
): readonly Message[] {
  return Object.values(args).some((list) => list.length > 0) ? [message(key, args)] : [];
}
