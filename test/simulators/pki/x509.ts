// @peculiar/x509 stands on tsyringe, which wants the reflection polyfill to be there first.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

export { x509 };
