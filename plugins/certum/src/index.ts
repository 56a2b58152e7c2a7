import { definePlugin } from "@perennial/api";
import { certumRenewal } from "./certum-renewal.js";

export default definePlugin({ providers: [{ flow: certumRenewal, bindings: [] }] });
