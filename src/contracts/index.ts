export * from './cluster-ref';
export * from './node-pool-ref';
export * from './placement';
export * from './pod-requests';
export * from './queue-ref';
export * from './shuffle-storage';
export * from './team-ref';
