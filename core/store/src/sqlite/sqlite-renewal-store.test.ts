import { describeRenewalStore } from "../contract/index.js";
import { openTemporaryStore } from "./testing/temporary-store.js";

describeRenewalStore("SQLite", openTemporaryStore);
