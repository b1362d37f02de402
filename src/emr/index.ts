export {
  KernelImages, LogRotation, ManagedEndpointOptions, ManagedEndpointProps, ManagedEndpointType,
} from './endpoint/options';
export { ManagedEndpoint } from './endpoint/managed-endpoint';
export { ClusterOidcProvider, ClusterOidcProviderProps } from './role/cluster-oidc-provider';
export { EmrTeamIdentity, IrsaAndPodIdentityOptions, IrsaOptions, PodIdentityOptions } from './role/emr-team-identity';
export { JobExecutionRole } from './role/job-execution-role';
export { JobExecutionRoleOptions, JobExecutionRoleProps } from './role/options';
export { EmrStudio } from './studio/emr-studio';
export { EmrStudioProps } from './studio/options';
export {
  EmrStudioAuthentication, StudioIamOptions, StudioIdentityCenterOptions, StudioUserAssignment,
} from './studio/emr-studio-authentication';
export { EmrTeam } from './team/emr-team';
export {
  EmrTeamAttributes, EmrTeamOptions, EmrTeamProps, PodSecurityLevel, TeamAccessLevel, TeamLogs, TeamNetworkPolicy,
} from './team/options';
