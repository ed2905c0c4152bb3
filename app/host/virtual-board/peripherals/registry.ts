import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import { analogSource } from './analog-source.ts';
import { button } from './button.ts';
import { buzzer } from './buzzer.ts';
import { digitalSource } from './digital-source.ts';
import { led } from './led.ts';
import { mpu6050 } from './mpu6050.ts';
import type { PeripheralModel } from './peripheral.ts';
import { pixels } from './pixels.ts';
import { servo } from './servo.ts';
import { sht31 } from './sht31.ts';
import { ssd1306 } from './ssd1306.ts';
import { touch } from './touch.ts';

/** Every model that a node may name in `peripheral.model`. A new one is a file beside this one and a line here. */
export const peripheralModels: { readonly [Name in AttachedPeripheral['model']]: PeripheralModel } = {
  button,
  'digital-source': digitalSource,
  'analog-source': analogSource,
  touch,
  led,
  pixels,
  buzzer,
  servo,
  sht31,
  mpu6050,
  ssd1306,
};
