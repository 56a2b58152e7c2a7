/** What is used of pngjs, which brings no types. */
declare module "pngjs" {
  export class PNG {
    constructor(options: {
      readonly width: number;
      readonly height: number;
      /** 0 grey, 2 colour, 4 grey with alpha, 6 colour with alpha. */
      readonly colorType?: 0 | 2 | 4 | 6;
    });
    readonly width: number;
    readonly height: number;
    /** Red, green, blue, alpha of every pixel, row by row. */
    readonly data: Buffer;
    static readonly sync: {
      read(file: Buffer): PNG;
      write(picture: PNG): Buffer;
    };
  }
}
