/** What is used of sax, which brings no types. */
declare module "sax" {
  export interface QualifiedTag {
    readonly name: string;
    readonly local: string;
    /** The namespace, empty for none. */
    readonly uri: string;
    readonly attributes: Readonly<
      Record<
        string,
        {
          readonly local: string;
          readonly prefix: string;
          readonly uri: string;
          readonly value: string;
        }
      >
    >;
  }

  export interface SAXParser {
    onopentag: (tag: QualifiedTag) => void;
    onclosetag: (name: string) => void;
    ontext: (text: string) => void;
    oncdata: (text: string) => void;
    ondoctype: (doctype: string) => void;
    onsgmldeclaration: (declaration: string) => void;
    onprocessinginstruction: (instruction: {
      readonly name: string;
      readonly body: string;
    }) => void;
    onerror: (error: Error) => void;
    write(text: string): SAXParser;
    close(): SAXParser;
  }

  export interface SAXOptions {
    readonly xmlns?: boolean;
    readonly strictEntities?: boolean;
    readonly position?: boolean;
  }

  const sax: { parser(strict: boolean, options: SAXOptions): SAXParser };
  export default sax;
}
