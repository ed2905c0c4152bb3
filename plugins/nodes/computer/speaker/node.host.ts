import { defineHubNode } from '../../../../app/sdk/hub-node.ts';

/** The computer's loudspeaker: the studio's window plays what arrives here. */
export default defineHubNode({});
