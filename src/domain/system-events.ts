/** twox128("System") + twox128("Events"): where every Substrate chain keeps the events of a block, in its state. */
export const EVENTS_KEY = '0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7';
