export { PlacementFilter, PlacementRule, PlacementRuleOptions } from './placement/placement-rule';
export {
  ApplicationSorting, QueueLimit, QueueOptions, QueuePreemption, QueuePriority, QueueResources, QueueTemplate,
  RootQueueOptions, YuniKornQueueAttributes,
} from './queue/options';
export { YuniKornQueue } from './queue/queue';
export { QueueAcl, QueueAclOptions } from './queue/queue-acl';
export { NodeSorting } from './scheduler/node-sorting';
export { YuniKornImagePullPolicy, YuniKornOptions, YuniKornProps, YuniKornSettings } from './scheduler/options';
export { YuniKorn } from './scheduler/yunikorn';
