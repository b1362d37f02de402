export { NodeSorting } from './node-sorting';
export { PlacementFilter, PlacementRule, PlacementRuleOptions } from './placement-rule';
export { YuniKornQueue, YuniKornQueueAttributes } from './queue';
export { QueueAcl, QueueAclOptions } from './queue-acl';
export { ApplicationSorting, QueueLimit, QueueOptions, QueuePreemption, QueuePriority, QueueTemplate, RootQueueOptions } from './queue-options';
export { QueueResources } from './queue-resources';
export { YuniKorn } from './yunikorn';
export { YuniKornImagePullPolicy, YuniKornOptions, YuniKornProps, YuniKornResources, YuniKornSettings } from './yunikorn-options';
