import { apiCatalogue } from "@perennial/api";
import type { CatalogueSource } from "@perennial/l10n";

/** The texts of every package that can raise an error here. Loads the packages. */
export async function packageCatalogues(): Promise<readonly CatalogueSource[]> {
  const [engine, store, plugins, pki, hardware, inventory] = await Promise.all([
    import("@perennial/engine"),
    import("@perennial/store"),
    import("@perennial/plugins"),
    import("@perennial/pki"),
    import("@perennial/hardware"),
    import("@perennial/inventory"),
  ]);
  return [
    apiCatalogue,
    engine.engineCatalogue,
    store.storeCatalogue,
    plugins.pluginsCatalogue,
    pki.pkiCatalogue,
    hardware.hardwareCatalogue,
    inventory.inventoryCatalogue,
  ];
}
