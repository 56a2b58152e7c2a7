import type { Refusal } from "@perennial/api";

/** As the product tile shows it, for example `ORDER/0000123456/dk`. */
export const orderNumberPattern = "^ORDER/[0-9]{10}/[a-z]{2}$";

export function orderNumberRefusal(number: string): Refusal | undefined {
  if (new RegExp(orderNumberPattern, "u").test(number)) return undefined;
  return { code: "certum.order-number", params: { number } };
}
