import { buildService } from './build-service.ts';
import { catalogueService } from './catalogue-service.ts';
import { deviceService } from './device-service.ts';
import { doctorService } from './doctor-service.ts';
import { firmwareService } from './firmware-service.ts';
import { fleetService } from './fleet-service.ts';
import { hubService } from './hub-service.ts';
import { memoryService } from './memory-service.ts';
import { modelsService } from './models-service.ts';
import { personaService } from './persona-service.ts';
import { projectService } from './project-service.ts';
import { recordingService } from './recording-service.ts';
import { scenarioService } from './scenario-service.ts';
import { signingService } from './signing-service.ts';
import { studioService } from './studio-service.ts';
import { toolsService } from './tools-service.ts';
import { virtualBoardService } from './virtual-board-service.ts';

/** Every service that the host offers. The keys are the names that a client uses. */
export const services = {
  studio: studioService,
  catalogue: catalogueService,
  project: projectService,
  build: buildService,
  device: deviceService,
  virtualBoard: virtualBoardService,
  scenario: scenarioService,
  hub: hubService,
  models: modelsService,
  persona: personaService,
  memory: memoryService,
  tools: toolsService,
  firmware: firmwareService,
  doctor: doctorService,
  fleet: fleetService,
  signing: signingService,
  recording: recordingService,
} as const;
export type Services = typeof services;
