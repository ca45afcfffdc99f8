export { handleBlock } from './mappings/handle-block.js';
export { handleCompanies, handleStart } from './mappings/handle-companies.js';
