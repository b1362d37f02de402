export { NodeSorting } from './scheduler/node-sorting';
export { PlacementFilter, PlacementRule, PlacementRuleOptions } from './placement/placement-rule';
export { YuniKornQueue, YuniKornQueueAttributes } from './queue/queue';
export { QueueAcl, QueueAclOptions } from './queue/queue-acl';
export { ApplicationSorting, QueueLimit, QueueOptions, QueuePreemption, QueuePriority, QueueTemplate, RootQueueOptions } from './queue/options';
export { QueueResources } from './queue/queue-resources';
export { YuniKorn } from './scheduler/yunikorn';
export { YuniKornImagePullPolicy, YuniKornOptions, YuniKornProps, YuniKornSettings } from './scheduler/options';
