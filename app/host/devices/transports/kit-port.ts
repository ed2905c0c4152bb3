import { SerialTransport } from './serial-transport.ts';

/** The serial port of a kit, opened wherever the kit is at that moment: a reset may bring it back as another device. */
export class KitPort extends SerialTransport {
  readonly #locate: () => Promise<string>;

  /**
   * @param path where it was seen last
   * @param locate where it is now; rejects with a StudioError `transport/…` where it is not there
   */
  constructor(path: string, locate: () => Promise<string>) {
    super(path);
    this.#locate = locate;
  }

  protected override async openLink(options: {
    readonly baudRate: number;
    readonly signal?: AbortSignal;
  }): Promise<void> {
    this.movedTo(await this.#locate());
    options.signal?.throwIfAborted();
    await super.openLink(options);
  }
}
