export { handleBlock } from './mappings/handle-block.js';
