/** The door of Kamailio: the engine as a client of its evapi. The configuration fragments stand beside. */
export { EVAPI_PORT, type EvapiAddress, EvapiClient, type EvapiEvent, evapiAddressText } from './evapi-client.ts';
