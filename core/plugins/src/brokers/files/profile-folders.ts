import { PerennialError } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { isAbsolute } from "node:path";
import type { StepContext } from "../../process/step-services.js";
import type { HomeFolders } from "../home-folders.js";
import { permissionDenied, permissionsOf } from "../permission.js";
import { HomeToken, RunContext } from "../tokens.js";

type Access = "read" | "write" | "backup";

/** Paths that the profile names, where the manifest declares that the plugin may use them. */
@injectable()
export class ProfileFolders {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(HomeToken) private readonly folders: HomeFolders,
  ) {}

  /**
   * The folder of a profile field, or the profile's export folder.
   * @throws PerennialError `plugin.permission-denied`, `files.not-allowed`.
   */
  folder(field: string | undefined, allowed: readonly Access[]): string {
    return field === undefined
      ? this.folders.exports(this.context.run.profileId)
      : this.path(field, allowed);
  }

  /** Whether the manifest declares that files of this field may be read. */
  isReadable(field: string): boolean {
    const declared = permissionsOf(this.context).files ?? {};
    return Object.hasOwn(declared, field) && declared[field] === "read";
  }

  /** The path in a profile field. Throws as {@link folder} does. */
  path(field: string, allowed: readonly Access[]): string {
    const declared = permissionsOf(this.context).files ?? {};
    const access = Object.hasOwn(declared, field) ? declared[field] : undefined;
    if (access === undefined || !allowed.includes(access)) {
      throw permissionDenied(
        this.context,
        "files",
        field,
        `"files": { "${field}": "${allowed[0]}" }`,
      );
    }
    const { profile } = this.context.run;
    const path = Object.hasOwn(profile, field) ? profile[field] : undefined;
    if (typeof path === "string" && isAbsolute(path) && !this.folders.isOwn(path)) return path;
    throw new PerennialError(
      "files.not-allowed",
      { path: typeof path === "string" ? path : `profile:${field}` },
      { effect: "none" },
    );
  }
}
