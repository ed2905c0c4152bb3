import { defineHubNode } from '../../../../app/sdk/hub-node.ts';

/** The computer's camera: the window sends still pictures while it is switched on. */
export default defineHubNode({
  receive(_port, value, context) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (value.encoding === 'jpeg' && typeof value.data === 'string') context.emit('image', value);
  },
});
