import { Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  type ClusterDocument, describeCluster, DOCUMENT_VERSION, documentPath, dummyDocument, type PublishedCluster,
} from './cluster-document';
import type { IEmrEksCluster } from '../contracts/cluster';
import { refuse } from '../private/refusal';
import { substituted } from '../private/substitution';

/** The text by which CDK stands in for a parameter that it has not looked up yet. @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ssm.StringParameter.html */
const NOT_LOOKED_UP = 'dummy-value-for-';

export interface ClusterPublicationProps {
  readonly cluster: IEmrEksCluster;
  /** The cluster as it is at the end of synthesis: add-ons may come until then. */
  readonly published: () => PublishedCluster;
}

/** Publishes a cluster for other stacks and apps, as one SSM parameter (standard tier, free of charge). */
export class ClusterPublication extends Construct {
  constructor(scope: Construct, id: string, props: ClusterPublicationProps) {
    super(scope, id);
    new ssm.StringParameter(this, 'Resource', {
      parameterName: documentPath(props.cluster.clusterName),
      simpleName: false,
      description: 'Read by EmrEksKarpenterCluster.fromSsm',
      stringValue: Lazy.string({ produce: () => substituted(Stack.of(this).toJsonString(describeCluster(props.published()))) }),
    });
    this.node.addDependency(props.cluster.platform.order.karpenterReady);
  }
}

/** Looks the document up while synthesising; the first pass gets a stand-in. */
export function lookUpDocument(scope: Construct, clusterName: string): ClusterDocument {
  const { account, region } = Stack.of(scope);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    refuse(scope, 'cluster:lookup-environment', {
      prop: 'the stack', must: 'have a concrete account and region to look a cluster up', got: 'an environment-agnostic stack',
      fix: 'set `env`, or use `fromClusterAttributes`',
    });
  }
  const text = ssm.StringParameter.valueFromLookup(scope, documentPath(clusterName));
  return text.startsWith(NOT_LOOKED_UP) ? dummyDocument(clusterName, account, region) : parseDocument(scope, clusterName, text);
}

function parseDocument(scope: Construct, clusterName: string, text: string): ClusterDocument {
  const prop = `SSM parameter ${documentPath(clusterName)}`;
  const document: Partial<ClusterDocument> = text.startsWith('{') ? JSON.parse(text) : {};
  if (document.version !== DOCUMENT_VERSION) {
    const got = document.version === undefined ? 'no version' : `version ${document.version}`;
    const fix = 'use the release of this library that deployed the cluster, and clear the value with `cdk context --reset`';
    refuse(scope, 'cluster:document-version', { prop, must: `hold a cluster document of version ${DOCUMENT_VERSION}`, got, fix });
  }
  if (document.clusterName !== clusterName) {
    const fix = 'deploy the platform again, and clear the value with `cdk context --reset`';
    refuse(scope, 'cluster:document-name', { prop, must: `describe cluster "${clusterName}"`, got: `"${document.clusterName}"`, fix });
  }
  return document as ClusterDocument;
}
