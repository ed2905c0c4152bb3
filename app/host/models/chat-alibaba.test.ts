import { describeProtocol } from './testing/protocol-suite.ts';

describeProtocol('alibaba');
