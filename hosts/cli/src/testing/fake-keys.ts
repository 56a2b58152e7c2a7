import type { KeyRing } from "../ports/key-ring.js";

/** A store with one key, which tells what was exported. */
export class FakeKeys implements KeyRing {
  readonly exported: { readonly password: string; readonly path: string }[] = [];
  usable = true;
  made = true;
  exists(): Promise<boolean> {
    return Promise.resolve(this.made);
  }
  list() {
    if (!this.made) return Promise.resolve([]);
    const key = {
      id: "00ff",
      algorithm: "ec-p256",
      label: "meridian MAIN",
      spkiHash: "ab".repeat(32),
    };
    return Promise.resolve([key]);
  }
  signer(): Promise<never> {
    return Promise.reject(new Error("Nothing is signed here."));
  }
  exportPkcs12(request: { readonly password: string; readonly path: string }): Promise<void> {
    this.exported.push(request);
    return Promise.resolve();
  }
  keyringIsUsable(): Promise<boolean> {
    return Promise.resolve(this.usable);
  }
}
