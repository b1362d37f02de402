export * from './kubernetes';
export * from './contracts';
export * from './karpenter';
export * from './storage';
export * from './addons';
export * from './jobs';
export * from './emr';
export * from './cluster';
