import type { Locator, Page } from '@playwright/test';

/** Names a port as people do: the node's name and the port's title. */
export interface PortName {
  readonly node: string;
  readonly port: string;
}

/** The canvas with its nodes, ports and wires. */
export class CanvasView {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('main', { name: 'Canvas' });
  }

  /** A node by the name on its card. */
  node(name: string): Locator {
    return this.root.getByRole('group', { name: new RegExp(`^${literally(name)}, `) });
  }

  get nodes(): Locator {
    return this.root.locator('.react-flow__node');
  }

  get wires(): Locator {
    return this.root.getByRole('group', { name: /^Wire from / });
  }

  wire(from: PortName, to: PortName): Locator {
    return this.root.getByRole('group', {
      name: `Wire from ${from.node} ${from.port} to ${to.node} ${to.port}`,
      exact: true,
    });
  }

  output({ node, port }: PortName): Locator {
    return this.root.getByRole('button', {
      name: new RegExp(`^Output ${literally(port)} of ${literally(node)}, `),
    });
  }

  input({ node, port }: PortName): Locator {
    return this.root.getByRole('button', {
      name: new RegExp(`^Input ${literally(port)} of ${literally(node)}, `),
    });
  }

  /** The row of a port: its name and the value that it carries now. */
  row(port: Locator): Locator {
    return port.locator('..');
  }

  /** Drags a wire with the mouse; lets go on the target unless `hold` is given. */
  async dragWire(from: Locator, to: Locator, options: { readonly hold?: boolean } = {}): Promise<void> {
    const start = await centerOf(from);
    const end = await centerOf(to);
    const { mouse } = this.#page;
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await mouse.move(end.x, end.y, { steps: 4 });
    if (options.hold !== true) await mouse.up();
  }

  /** Drags a palette item onto the canvas; `place` is a share of the canvas's width and height. */
  async dropFromPalette(item: Locator, place: { readonly x: number; readonly y: number }): Promise<void> {
    await item.scrollIntoViewIfNeeded();
    const start = await centerOf(item);
    const box = await boxOf(this.root);
    const end = { x: box.x + box.width * place.x, y: box.y + box.height * place.y };
    const { mouse } = this.#page;
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move(start.x + 40, start.y, { steps: 3 });
    await mouse.move(end.x, end.y, { steps: 5 });
    await mouse.up();
  }
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is not on the screen.`);
  return box;
}

async function centerOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await boxOf(locator);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
