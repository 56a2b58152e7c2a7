export { describeRenewalStore } from "./describe-renewal-store.js";
export type { OpenStore, StoreUnderTest } from "./store-under-test.js";
