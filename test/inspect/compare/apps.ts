import type { CloudAssembly, Template } from '../../../inspect/compare/cloud-assembly';
import { compare, type Comparison } from '../../../inspect/compare/differences';

/** Two roles that only what is attached to them tells apart, and what refers to them in every way a template can. */
export function template(): Template {
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' } }] };
  const policy = (role: string, action: string) => ({
    Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'Default', Roles: [{ Ref: role }], Action: action },
  });
  const association = (role: string, account: string) => ({
    Type: 'AWS::EKS::PodIdentityAssociation', Properties: { RoleArn: { 'Fn::GetAtt': [role, 'Arn'] }, ServiceAccount: account },
  });
  return {
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap' } },
    Conditions: { IsChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] } },
    Resources: {
      RoleA: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
      RoleB: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
      PolicyA: policy('RoleA', 's3:GetObject'),
      PolicyB: policy('RoleB', 'sqs:SendMessage'),
      AssociationA: association('RoleA', 'reader'),
      AssociationB: association('RoleB', 'sender'),
      Bucket: { Type: 'AWS::S3::Bucket', Condition: 'IsChina' },
      Objects: {
        Type: 'Custom::AWSCDK-EKS-KubernetesResource',
        Properties: {
          Manifest: {
            'Fn::Sub': '[{"kind":"ConfigMap","metadata":{"labels":{"aws.cdk.eks/prune-c80":""}},'
              + '"data":{"role":"${RoleA.Arn}","bucket":"${Bucket}"}}]',
          },
          PruneLabel: 'aws.cdk.eks/prune-c80',
        },
        DependsOn: ['PolicyA', 'PolicyB', 'Bucket'],
      },
    },
    Outputs: { Where: { Value: { 'Fn::Join': ['', ['s3://', { Ref: 'Bucket' }, '/jobs']] } } },
  };
}

/** A copy in which an id has another name wherever it stands. */
export function renamed(of: Template, names: { readonly [id: string]: string }): Template {
  const pattern = new RegExp(`(?<![:\\w])(${Object.keys(names).join('|')})\\b`, 'g');
  return JSON.parse(JSON.stringify(of).replace(pattern, (id) => names[id]));
}

export function assembly(...templates: Template[]): CloudAssembly {
  return { assets: {}, templates: Object.fromEntries(templates.map((found, index) => [`Stack${index}`, found])) };
}

/** Compares the template with what a change makes of it. */
export function after(change: (changed: any) => Template | void): Comparison {
  const changed = template();
  return compare(assembly(template()), assembly(change(changed) ?? changed));
}
