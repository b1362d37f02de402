export * from './cluster';
export * from './controller';
export * from './node-pool';
export * from './placement';
export * from './pod-requests';
export * from './queue';
export * from './shuffle-storage';
export * from './team';
