/** Release of YuniKorn that this library is built and checked against; chart and application share the number. @see https://yunikorn.apache.org/release-announce/1.9.0 */
export const YUNIKORN_VERSION = '1.9.0';

/** Oldest release whose chart takes what we render; 1.8 also lets two gangs wait for each other for ever. @see https://yunikorn.apache.org/release-announce/1.9.0 */
export const OLDEST_YUNIKORN_MINOR = 9;

/** The minor version of YuniKorn that the versions of Kubernetes below are known for. */
export const KNOWN_YUNIKORN_MINOR = 9;

/** The newest Kubernetes that YuniKorn 1.9 supports. @see https://yunikorn.apache.org/release-announce/1.9.0 */
export const NEWEST_KUBERNETES_MINOR = 35;

/** Passes upstream's end-to-end tests with YuniKorn 1.9, without being supported, from the same page. */
export const TRIED_KUBERNETES_MINOR = 36;

/** Where the chart is published. @see https://yunikorn.apache.org/docs/ */
export const YUNIKORN_CHART_REPOSITORY = 'https://apache.github.io/yunikorn-release';

/** The images of all three programs, told apart by tag: `scheduler-`, `web-` and `admission-<version>`. @see https://yunikorn.apache.org/docs/ */
export const YUNIKORN_IMAGE = 'apache/yunikorn';

/** Registry of the image that holds the place of a pod. @see https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/common/constants/constants.go `PlaceholderContainerImage` */
export const PLACEHOLDER_REGISTRY = 'registry.k8s.io';

/** That image below its registry. */
export const PLACEHOLDER_IMAGE = 'pause:3.10';
