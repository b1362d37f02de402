export { ClusterOidcProvider, ClusterOidcProviderProps } from './cluster-oidc-provider';
export { EmrTeam, EmrTeamOptions, EmrTeamProps } from './emr-team';
export { EmrTeamIdentity, IrsaAndPodIdentityOptions, IrsaOptions, PodIdentityOptions } from './emr-team-identity';
export { EmrTeamAttributes } from './imported-team';
export { JobExecutionRole, JobExecutionRoleOptions, JobExecutionRoleProps } from './job-execution-role';
export { PodSecurityLevel, TeamAccessLevel, TeamLogs, TeamNetworkPolicy } from './team-options';
export { ManagedEndpoint } from './managed-endpoint';
export { KernelImages, LogRotation, ManagedEndpointOptions, ManagedEndpointProps, ManagedEndpointType } from './managed-endpoint-options';
