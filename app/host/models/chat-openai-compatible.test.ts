import { describeProtocol } from './testing/protocol-suite.ts';

describeProtocol('openai-compatible');
