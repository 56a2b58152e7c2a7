/**
 * Some modules answer ECDSA-Sig-Value (RFC 3279 section 2.2.3) where r and s are due, and some leave
 * out leading zeros that both have (PKCS #11 v2.40 section 2.3.1: at most as long as the order).
 */
export function plainSignature(signature: Buffer, bytes: number): Buffer {
  if (bytes === 0 || signature.length === 2 * bytes) return signature;
  const halves = sigValue(signature) ?? equalHalves(signature);
  if (halves === undefined || halves.some(({ length }) => length > bytes)) return signature;
  return Buffer.concat(
    halves.map((half) => Buffer.concat([Buffer.alloc(bytes - half.length), half])),
  );
}

/** r and s of an ECDSA-Sig-Value. For P-521 its length takes two octets. */
function sigValue(signature: Buffer): readonly Buffer[] | undefined {
  const start = signature[1] === 0x81 ? 3 : 2;
  if (signature[0] !== 0x30 || signature[start - 1] !== signature.length - start) return undefined;
  const integers: Buffer[] = [];
  for (let offset = start; offset < signature.length;) {
    const length = signature[offset + 1] ?? 0;
    const integer = signature.subarray(offset + 2, offset + 2 + length);
    if (signature[offset] !== 0x02 || integer.length !== length) return undefined;
    integers.push(integer[0] === 0 ? integer.subarray(1) : integer);
    offset += 2 + length;
  }
  return integers.length === 2 ? integers : undefined;
}

function equalHalves(signature: Buffer): readonly Buffer[] | undefined {
  const half = signature.length / 2;
  if (half === 0 || !Number.isInteger(half)) return undefined;
  return [signature.subarray(0, half), signature.subarray(half)];
}
