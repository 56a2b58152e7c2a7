/** Of pngjs, which brings no types, what is used. */
declare module "pngjs" {
  export const PNG: {
    readonly sync: {
      read(
        buffer: Buffer,
        options?: { checkCRC?: boolean },
      ): { readonly width: number; readonly height: number; readonly data: Buffer };
    };
  };
}
