export { NodeShuffleStorageOptions, ShuffleStorage } from './shuffle-storage';
