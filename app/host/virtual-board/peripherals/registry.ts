import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import { analogSource } from './analog-source.ts';
import { apds9960 } from './apds9960.ts';
import { bmp280 } from './bmp280.ts';
import { button } from './button.ts';
import { buzzer } from './buzzer.ts';
import { digitalSource } from './digital-source.ts';
import { i2sMicrophone } from './i2s-microphone.ts';
import { i2sSpeaker } from './i2s-speaker.ts';
import { led } from './led.ts';
import { mfrc522 } from './mfrc522.ts';
import { mpu6050 } from './mpu6050.ts';
import { nmeaGps } from './nmea-gps.ts';
import type { PeripheralModel } from './peripheral.ts';
import { pixels } from './pixels.ts';
import { relay } from './relay.ts';
import { rotaryEncoder } from './rotary-encoder.ts';
import { servo } from './servo.ts';
import { sht31 } from './sht31.ts';
import { ssd1306 } from './ssd1306.ts';
import { stepper } from './stepper.ts';
import { touch } from './touch.ts';
import { vl53l0x } from './vl53l0x.ts';

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
  vl53l0x,
  apds9960,
  bmp280,
  'rotary-encoder': rotaryEncoder,
  relay,
  stepper,
  'nmea-gps': nmeaGps,
  mfrc522,
  'i2s-microphone': i2sMicrophone,
  'i2s-speaker': i2sSpeaker,
};
