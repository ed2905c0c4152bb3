import { agentErrors } from './agent-errors.ts';
import { buildErrors } from './build-errors.ts';
import { deviceErrors } from './device-errors.ts';
import { doctorErrors } from './doctor-errors.ts';
import { mergeErrorAreas } from './error-entry.ts';
import { firmwareErrors } from './firmware-errors.ts';
import { fleetErrors } from './fleet-errors.ts';
import { imageErrors } from './image-errors.ts';
import { internalErrors } from './internal-errors.ts';
import { memoryErrors } from './memory-errors.ts';
import { modelErrors } from './model-errors.ts';
import { pluginErrors } from './plugin-errors.ts';
import { projectErrors } from './project-errors.ts';
import { pushErrors } from './push-errors.ts';
import { recordingErrors } from './recording-errors.ts';
import { replErrors } from './repl-errors.ts';
import { rpcErrors } from './rpc-errors.ts';
import { scenarioErrors } from './scenario-errors.ts';
import { serveErrors } from './serve-errors.ts';
import { serverErrors } from './server-errors.ts';
import { signingErrors } from './signing-errors.ts';
import { speechErrors } from './speech-errors.ts';
import { toolErrors } from './tool-errors.ts';
import { transportErrors } from './transport-errors.ts';
import { virtualBoardErrors } from './virtual-board-errors.ts';
import { visionErrors } from './vision-errors.ts';

/**
 * Every error that leaves the host. A code is declared once, in the file of its area; the type of an error's details
 * follows from the placeholders of its texts.
 */
export const errorCatalogue = mergeErrorAreas(
  agentErrors, //
  buildErrors,
  deviceErrors,
  doctorErrors,
  fleetErrors,
  firmwareErrors,
  imageErrors,
  internalErrors,
  modelErrors,
  memoryErrors,
  pluginErrors,
  projectErrors,
  pushErrors,
  recordingErrors,
  replErrors,
  rpcErrors,
  scenarioErrors,
  serveErrors,
  serverErrors,
  signingErrors,
  speechErrors,
  toolErrors,
  transportErrors,
  virtualBoardErrors,
  visionErrors,
);

export type ErrorCode = keyof typeof errorCatalogue;
