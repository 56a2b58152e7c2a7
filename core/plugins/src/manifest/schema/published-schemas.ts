import { policySchema } from "../../policy/policy-schema.js";
import { manifestSchema } from "./manifest-schema.js";

/** The schemas that lie in the package's folder `schema`, for editors, by file name. */
export const publishedSchemas: Readonly<Record<string, object>> = {
  "plugin-manifest.schema.json": manifestSchema,
  "policy.schema.json": policySchema,
};
