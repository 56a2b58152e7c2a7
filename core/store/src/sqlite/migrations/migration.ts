/** One step forward of the schema. A released one never changes. */
export interface Migration {
  /** The schema it leads to, from the one before. */
  readonly version: number;
  readonly statements: string;
}
