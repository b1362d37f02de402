import { copyFileSync, mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';

/** Objects by which the AWS Load Balancer Controller is found, as long as its release is there: the class of its Ingresses. */
export const INGRESS_CLASS = '/apis/networking.k8s.io/v1/ingressclasses/alb';

/**
 * CRD of the objects that EMR makes for a gateway. Helm retains CRDs when a release goes.
 *
 * @see https://helm.sh/docs/chart_best_practices/custom_resource_definitions/
 */
export const TARGET_GROUP_BINDINGS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/targetgroupbindings.elbv2.k8s.aws';

const DEFINITIONS = ['elbv2.k8s.aws_ingressclassparams.yaml', 'elbv2.k8s.aws_targetgroupbindings.yaml'];

/**
 * @see
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/templates/ingressclass.yaml
 */
const CLASS = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: alb
  annotations: { cluster: {{ .Values.clusterName | quote }} }
spec:
  controller: ingress.k8s.aws/alb
`;

/** A chart with what of the controller's own chart outlives its pods, which do not run here: its definitions and its class. */
export function controllerChart(parent: string): Map<string, string> {
  const folder = join(parent, 'aws-load-balancer-controller');
  ['templates', 'crds'].forEach((name) => mkdirSync(join(folder, name), { recursive: true }));
  DEFINITIONS.forEach((name) => copyFileSync(join(__dirname, '../../../inspect/schema/data/crds', name), join(folder, 'crds', name)));
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: aws-load-balancer-controller\nversion: 3.5.0\n');
  writeFileSync(join(folder, 'templates', 'ingressclass.yaml'), CLASS);
  return new Map([['aws-load-balancer-controller', folder]]);
}
