export { EbsDriverVolume, EbsFileSystem, EbsShuffleStorage, EbsShuffleStorageProps } from './ebs-shuffle-storage';
export { FsxDeployment, FsxLustreVersion } from './fsx-deployment';
export {
  ExistingFsxOptions, FsxBackups, FsxDataRepository, FsxFileEvent, FsxFileSystemOptions, FsxPerClaimOptions, SharedFsxOptions,
} from './fsx-options';
export { FsxProvisioning } from './fsx-provisioning';
export { FsxShuffleStorage, FsxShuffleStorageProps } from './fsx-shuffle-storage';
export { NodeShuffleStorageOptions, ShuffleStorage } from './shuffle-storage';
