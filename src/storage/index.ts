export { EbsDriverVolume, EbsFileSystem, EbsShuffleStorage, EbsShuffleStorageProps } from './ebs/ebs-shuffle-storage';
export { FsxDeployment, FsxLustreVersion } from './fsx/fsx-deployment';
export {
  ExistingFsxOptions, FsxBackups, FsxDataRepository, FsxFileEvent, FsxFileSystemOptions, FsxPerClaimOptions, SharedFsxOptions,
} from './fsx/options';
export { FsxProvisioning } from './fsx/fsx-provisioning';
export { FsxShuffleStorage, FsxShuffleStorageProps } from './fsx/fsx-shuffle-storage';
export { NodeShuffleStorageOptions, ShuffleStorage } from './local/shuffle-storage';
