/** A certificate's name: the profile's, with the account's where there are several. */
export function nameOf({
  profile,
  account,
}: {
  readonly profile: string;
  readonly account: string;
}): string {
  // The one account of a profile without several; vendors write it as they please.
  return account.toLowerCase() === "main" ? profile : `${profile}/${account}`;
}
