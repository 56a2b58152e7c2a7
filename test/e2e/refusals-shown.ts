import type { RenewalJson, ShownRenewal } from "./renewal-json.js";

/** All codes that a renewal shows at once, the first as what was not taken. */
export async function codesShown(office: {
  shown(): Promise<ShownRenewal>;
}): Promise<readonly string[]> {
  const { wait, error } = await office.shown();
  const { instructions = [] } = (wait ?? {}) as { instructions?: readonly { key: string }[] };
  const others = instructions
    .map(({ key }) => /^error\.(.+)$/.exec(key)?.[1] ?? "")
    .filter((code) => code !== "" && !code.endsWith(".next"));
  return [error?.code, wait?.refusal?.code, ...others].filter((code) => code !== undefined);
}

/** The code of what was not taken, by the wait or by the host. */
export function refusalOf(renewal: RenewalJson | string): string | undefined {
  return typeof renewal === "string" ? renewal : renewal.wait?.refusal?.code;
}
