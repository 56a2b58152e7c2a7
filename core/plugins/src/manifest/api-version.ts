/** Version of `@perennial/api` that this host gives to plugins; `engines.perennial` is held to it. */
export const apiVersion = "0.1.0";
