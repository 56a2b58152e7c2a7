/** How long a module's process may take. Milliseconds. */
export interface TokenLimits {
  /** Start of the process, loading and initialising of the module. */
  readonly start: number;
  /** Listing of slots. */
  readonly list: number;
  /** Reading of all objects. */
  readonly read: number;
  readonly login: number;
  readonly sign: number;
  /** Making a key pair: a card takes minutes for RSA. */
  readonly generate: number;
  /** Writing and removing objects. */
  readonly write: number;
  /** Between the cancelling of a call that changes nothing and the end of its process. */
  readonly cancel: number;
  /** Without a call, after which the process is ended; logged in or not. */
  readonly idle: number;
  /** The same for a process that somebody is logged in in, while the run that uses it goes on. */
  readonly held: number;
  /** Start and listing of a module that did not answer in its time lately: it is listed last. */
  readonly brief: number;
  /** Between two attempts to load a module that cannot be loaded. */
  readonly reload: number;
  /** Between two looks at the slots while somebody watches. */
  readonly poll: number;
  /** A look at tokens that were seen before, while nobody works with them. */
  readonly refresh: number;
}

export const DEFAULT_TOKEN_LIMITS: TokenLimits = {
  start: 30_000,
  list: 20_000,
  read: 60_000,
  login: 60_000,
  sign: 60_000,
  generate: 600_000,
  write: 120_000,
  cancel: 2_000,
  idle: 60_000,
  held: 900_000,
  brief: 3_000,
  reload: 10_000,
  poll: 1_000,
  refresh: 500,
};
