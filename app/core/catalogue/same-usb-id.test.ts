import { expect, it } from 'vitest';
import { sameUsbId } from './same-usb-id.ts';

it('knows USB ids again however they are written', () => {
  const declared = { vendorId: '0x2E8A', productId: '0X0005' };
  expect(sameUsbId(declared, { vendorId: '2e8a', productId: '0005' })).toBe(true);
  expect(sameUsbId({ vendorId: '2E8A', productId: '0x0005' }, declared)).toBe(true);
  expect(sameUsbId(declared, { vendorId: '2e8a', productId: '0003' })).toBe(false);
  expect(sameUsbId(declared, { vendorId: '303a', productId: '0005' })).toBe(false);
  expect(sameUsbId(declared, { vendorId: '2e8a', productId: null })).toBe(false);
  expect(sameUsbId({ vendorId: null, productId: null }, { vendorId: null, productId: null })).toBe(false);
});
