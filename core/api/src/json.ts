/** Plain data: what may cross a process boundary or stand in the journal. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A plain-data object. `undefined` members are dropped when it is written. */
export type JsonObject = { readonly [key: string]: Json | undefined };
