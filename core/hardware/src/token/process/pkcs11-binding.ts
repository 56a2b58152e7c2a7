// What is used of the binding to PKCS #11 (graphene-pk11 over pkcs11js). It is not installed where it
// could not be compiled, so that its own types cannot be relied on for a build.

/** A handle of a slot, session or object: the module's number as bytes. */
export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value?: number | boolean | string | Buffer;
}

export interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: Buffer;
}

/** CK_VERSION. */
interface Version {
  readonly major: number;
  readonly minor: number;
}

/** CK_INFO; texts are padded. */
interface ModuleInfo {
  readonly cryptokiVersion: Version;
  readonly manufacturerID: string;
  readonly libraryDescription: string;
  readonly libraryVersion: Version;
}

/** CK_SLOT_INFO. */
interface SlotInfo {
  readonly slotDescription: string;
  readonly flags: number;
}

/** CK_TOKEN_INFO; texts are padded. */
interface TokenInfo {
  readonly label: string;
  readonly manufacturerID: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly flags: number;
  readonly minPinLen: number;
  readonly maxPinLen: number;
  readonly totalPublicMemory: number;
  readonly freePublicMemory: number;
  readonly totalPrivateMemory: number;
  readonly freePrivateMemory: number;
}

/**
 * The functions of a loaded module, by the names of PKCS #11 v2.40 section 5. Those ending in `Async`
 * run in a thread of their own and do not keep their input alive.
 */
export interface Cryptoki {
  C_Initialize(options: { readonly flags: number; readonly libraryParameters?: string }): void;
  C_GetInfo(): ModuleInfo;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetSlotInfo(slot: Handle): SlotInfo;
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_GetMechanismList(slot: Handle): number[];
  C_GetMechanismInfo(
    slot: Handle,
    mechanism: number,
  ): { readonly minKeySize: number; readonly maxKeySize: number; readonly flags: number };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_CloseAllSessions(slot: Handle): void;
  C_GetSessionInfo(session: Handle): { readonly state: number };
  C_Login(session: Handle, user: number, pin: string): void;
  C_Logout(session: Handle): void;
  C_CreateObject(session: Handle, template: Attribute[]): Handle;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(
    session: Handle,
    object: Handle,
    template: Attribute[],
  ): { readonly type: number; readonly value: Buffer }[];
  C_SetAttributeValue(session: Handle, object: Handle, template: Attribute[]): void;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Sign(session: Handle, data: Buffer, signature: Buffer): Buffer;
  C_SignAsync(session: Handle, data: Buffer, signature: Buffer): Promise<Buffer>;
  C_SignUpdate(session: Handle, data: Buffer): void;
  C_SignFinal(session: Handle, signature: Buffer): Buffer;
  C_GenerateKeyPairAsync(
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: Attribute[],
    privateTemplate: Attribute[],
  ): Promise<{ readonly publicKey: Handle; readonly privateKey: Handle }>;
}

/** A loaded module; as long as it is kept, it stays loaded. */
export interface LoadedModule {
  readonly lib: Cryptoki;
}

/** graphene-pk11, as far as it is used. */
export interface Pkcs11Binding {
  readonly Module: {
    /** Loads a module's file. It is not initialised. */
    load(path: string): LoadedModule;
  };
}
