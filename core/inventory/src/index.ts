export { expiryOf } from "./expiry.js";
export { Inventory } from "./inventory.js";
export type {
  CheckedCertificate,
  Expiry,
  FileStamp,
  FoundCertificate,
  InventoryClock,
  SourceState,
} from "./inventory.js";
export { StoreInventory } from "./store-inventory.js";
export { catalogue as inventoryCatalogue } from "./l10n/index.js";
