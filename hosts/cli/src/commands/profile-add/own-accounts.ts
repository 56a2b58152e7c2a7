/** A certificate without an account's name belongs to the only one. */
export function ownAccounts(
  certificates: { readonly [account: string]: string },
  accounts: readonly string[],
): { readonly [account: string]: string } {
  const [only, ...others] = accounts;
  return Object.fromEntries(
    Object.entries(certificates).map(([account, path]) => [
      account === "" && only !== undefined && others.length === 0 ? only : account,
      path,
    ]),
  );
}
