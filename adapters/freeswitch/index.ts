/** The door of FreeSWITCH: mod_xml_curl asks where a call goes, and gets a dialplan. */
export type { FreeswitchContext } from './call-of-form.ts';
export { dialplanHandler, type FreeswitchOptions } from './dialplan-form.ts';
export { addFreeswitchRoutes, DIALPLAN_PATH, type FreeswitchRouteOptions } from './freeswitch-routes.ts';
