export { EbsDriverVolume, EbsFileSystem, EbsShuffleStorage, EbsShuffleStorageProps } from './ebs-shuffle-storage';
export { NodeShuffleStorageOptions, ShuffleStorage } from './shuffle-storage';
