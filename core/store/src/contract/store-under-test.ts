import type { RenewalStore } from "../port/index.js";

/** A store of the adapter that is held to the contract, empty when it is opened. */
export interface StoreUnderTest {
  readonly store: RenewalStore;
  /** Closes the store that was opened last and opens the same journal again. */
  readonly reopen: () => Promise<RenewalStore>;
  /** Closes and removes everything. */
  readonly dispose: () => Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

/** A new store for each test of the surrounding `describe`. */
export function useStore(open: OpenStore): {
  readonly store: RenewalStore;
  reopen(): Promise<void>;
} {
  let opened: StoreUnderTest | undefined;
  let current: RenewalStore | undefined;
  beforeEach(async () => {
    opened = await open();
    current = opened.store;
  });
  afterEach(async () => {
    await opened?.dispose();
    opened = undefined;
    current = undefined;
  });
  return {
    get store() {
      if (current === undefined) throw new Error("no test is running");
      return current;
    },
    async reopen() {
      if (opened === undefined) throw new Error("no test is running");
      current = await opened.reopen();
    },
  };
}
