import { partnerCodes, type PartnerCode } from "./partner-codes.js";

/** One thing that is wrong with a request. */
export interface Finding {
  readonly code: PartnerCode;
  /** Where, for example `orderParameters/CSR`. */
  readonly path?: string;
  /** What there is to say beside the code's own words. */
  readonly detail?: string;
}

/** A request that was understood and not carried out, with all that was found. */
export class PartnerRefusal extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(findingText).join(" "));
    this.name = "PartnerRefusal";
  }
}

export function refuse(code: PartnerCode, path?: string, detail?: string): PartnerRefusal {
  return new PartnerRefusal([
    {
      code,
      ...(path === undefined ? {} : { path }),
      ...(detail === undefined ? {} : { detail }),
    },
  ]);
}

export function findingText({ code, detail }: Finding): string {
  const [, text] = partnerCodes[code];
  return detail === undefined || detail === "" ? text : `${text} (${detail})`;
}
