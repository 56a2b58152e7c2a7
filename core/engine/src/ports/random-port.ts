/** Randomness for names and back-off. Not for keys. Tests make it repeatable. */
export interface RandomPort {
  /** From 0 inclusive to 1 exclusive, evenly. */
  fraction(): number;
}
