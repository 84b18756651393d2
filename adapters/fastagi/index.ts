/** The door of FastAGI: Asterisk asks where a call goes, and finds the answer in channel variables. */
export {
  FASTAGI_PORT,
  type FastAgiEvent,
  type FastAgiOptions,
  type FastAgiServer,
  startFastAgi,
} from './fastagi-server.ts';
