import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import type { InjectionToken } from "tsyringe";
import type { HomeFolders } from "./home-folders.js";
import type { HttpLimits } from "./http/http-limits.js";
import type { StepContext } from "../process/step-services.js";

// Injection tokens of what the brokers share, bound in the container of a renewal or of one run.

export const RunContext: InjectionToken<StepContext> = Symbol("RunContext");
export const StoreToken: InjectionToken<RenewalStore> = RenewalStoreToken.symbol;
export const HomeToken: InjectionToken<HomeFolders> = Symbol("HomeFolders");
export const HttpLimitsToken: InjectionToken<HttpLimits> = Symbol("HttpLimits");
