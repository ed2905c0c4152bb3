/** USB ids as a board declares them or as a system tells them: hexadecimal, with or without `0x`, in either case. */
export interface UsbId {
  readonly vendorId: string | null;
  readonly productId: string | null;
}

/** Whether both are of one maker and product. What is not known is the same as nothing. */
export function sameUsbId(a: UsbId, b: UsbId): boolean {
  return isSame(a.vendorId, b.vendorId) && isSame(a.productId, b.productId);
}

function isSame(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && plain(a) === plain(b);
}

function plain(id: string): string {
  return id.toLowerCase().replace(/^0x/, '');
}
