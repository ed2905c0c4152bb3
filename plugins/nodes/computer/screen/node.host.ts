import { defineHubNode } from '../../../../app/sdk/hub-node.ts';

/** The computer's screen: the studio's window shows what arrives here. */
export default defineHubNode({});
