export { EbsShuffleStorage } from './ebs/ebs-shuffle-storage';
export { EbsDriverVolume, EbsFileSystem, EbsShuffleStorageProps } from './ebs/options';
export { FsxDeployment, FsxLustreVersion } from './fsx/fsx-deployment';
export { FsxProvisioning } from './fsx/fsx-provisioning';
export { FsxShuffleStorage, FsxShuffleStorageProps } from './fsx/fsx-shuffle-storage';
export {
  ExistingFsxOptions, FsxBackups, FsxDataRepository, FsxFileEvent, FsxFileSystemOptions, FsxPerClaimOptions,
  SharedFsxOptions,
} from './fsx/options';
export { NodeShuffleStorageOptions, ShuffleStorage } from './local/shuffle-storage';
