export { EVENTS_KEY } from '../domain/system-events.js';
