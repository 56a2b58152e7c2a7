/** A SOFiE business contract has `MAIN`, a S.O.R.T. contract `CRYPT` and `TRANSPORT`. */
export const accounts = ["MAIN", "CRYPT", "TRANSPORT"] as const;
export type Account = (typeof accounts)[number];

export function isAccount(text: string): text is Account {
  return (accounts as readonly string[]).includes(text);
}
