import { z } from 'zod';
import { attachedPeripheralSchema } from '../../core/compiler/bundle.ts';
import { defineService } from '../rpc/define-service.ts';

/**
 * What a peripheral shows now, by model: `led {brightness 0…1}` · `pixels {pixels: "#rrggbb"[]}` ·
 * `buzzer {frequencyHz}` · `servo {angleDegrees}` · `ssd1306 {on, width, height, bitmap: base64 of rows, MSB first}` ·
 * `i2s-speaker {level 0…1, frequencyHz, playedMs}` · `button {pressed}` and other sources their controls.
 */
export const peripheralStateSchema = z.object({ id: z.string(), state: z.record(z.string(), z.json()) });
export type PeripheralState = z.infer<typeof peripheralStateSchema>;

/** The drawn device: what is attached to the virtual board, and its controls. */
export const virtualBoardService = defineService({
  name: 'virtualBoard',
  methods: {
    peripherals: {
      input: z.object({ kitId: z.string() }),
      output: z.object({
        attached: z.array(attachedPeripheralSchema),
        states: z.array(peripheralStateSchema),
      }),
    },
    control: {
      input: z.object({ kitId: z.string(), peripheral: z.string(), control: z.string(), value: z.json() }),
      output: z.object({}),
    },
  },
  events: {
    onDidAttach: {
      payload: z.object({ kitId: z.string(), attached: z.array(attachedPeripheralSchema) }),
      flow: 'lossless',
    },
    /** Only what changed, at most 60 times a second. */
    onDidChangeState: {
      payload: z.object({ kitId: z.string(), states: z.array(peripheralStateSchema) }),
      flow: 'lossless',
    },
  },
});
