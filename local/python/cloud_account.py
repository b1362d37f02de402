"""Roles, queues, the cluster and the other services of a stack."""
import json

from botocore.exceptions import ClientError

from cloud_support import Resource, client, only, result, tag_map, tags

iam, sqs, eks, ec2, events = client('iam'), client('sqs'), client('eks'), client('ec2'), client('events')

# What EKS takes for services; Amazon Linux 2023 asks the cluster for it.
SERVICE_CIDR = '172.20.0.0/16'


def create_role(p, name):
    role = p.get('RoleName', name)
    options = {'Description': p['Description']} if 'Description' in p else {}
    created = iam.create_role(RoleName=role, Path=p.get('Path', '/'), AssumeRolePolicyDocument=json.dumps(p['AssumeRolePolicyDocument']),
                              Tags=tags(p), **options)['Role']
    put_policies(role, p)
    return result(role, Arn=created['Arn'], RoleId=created['RoleId'])


def put_policies(role, p):
    for policy in p.get('Policies', []):
        iam.put_role_policy(RoleName=role, PolicyName=policy['PolicyName'], PolicyDocument=json.dumps(policy['PolicyDocument']))
    for arn in p.get('ManagedPolicyArns', []):
        attach(role, arn)


def attach(role, arn):
    """The emulator does not know every policy that AWS manages; those are only recorded."""
    try:
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    except ClientError as error:
        if '::aws:policy/' not in arn or error.response['Error']['Code'] != 'NoSuchEntity':
            raise


def strip_role(role):
    for policy in iam.list_role_policies(RoleName=role)['PolicyNames']:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=role)['AttachedPolicies']:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy['PolicyArn'])


def update_role(role, p, old):
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(p['AssumeRolePolicyDocument']))
    for policy in {policy['PolicyName'] for policy in old.get('Policies', [])}:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
    for arn in set(old.get('ManagedPolicyArns', [])) - set(p.get('ManagedPolicyArns', [])):
        detach(role, arn)
    put_policies(role, p)


def detach(role, arn):
    attached = {policy['PolicyArn'] for policy in iam.list_attached_role_policies(RoleName=role)['AttachedPolicies']}
    if arn in attached:
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)


def delete_role(role, _p):
    strip_role(role)
    iam.delete_role(RoleName=role)


def create_policy(p, name):
    for role in p.get('Roles', []):
        iam.put_role_policy(RoleName=role, PolicyName=p['PolicyName'], PolicyDocument=json.dumps(p['PolicyDocument']))
    return result(name)


def delete_policy(_id, p):
    for role in p.get('Roles', []):
        iam.delete_role_policy(RoleName=role, PolicyName=p['PolicyName'])


def update_policy(physical_id, p, old):
    delete_policy(physical_id, old)
    create_policy(p, physical_id)


def create_managed_policy(p, name):
    arn = iam.create_policy(PolicyName=p.get('ManagedPolicyName', name), Path=p.get('Path', '/'), PolicyDocument=json.dumps(p['PolicyDocument']))['Policy']['Arn']
    for role in p.get('Roles', []):
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    return result(arn, PolicyArn=arn)


def delete_managed_policy(arn, p):
    for role in p.get('Roles', []):
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def create_profile(p, name):
    profile = p.get('InstanceProfileName', name)
    arn = iam.create_instance_profile(InstanceProfileName=profile, Path=p.get('Path', '/'))['InstanceProfile']['Arn']
    for role in p['Roles']:
        iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)
    return result(profile, Arn=arn)


def delete_profile(profile, p):
    for role in p['Roles']:
        iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=profile)


def queue_attributes(p):
    names = ['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'KmsMasterKeyId', 'VisibilityTimeout', 'DelaySeconds']
    return {name: str(p[name]).lower() if isinstance(p[name], bool) else str(p[name]) for name in names if name in p}


def create_queue(p, name):
    queue = p.get('QueueName', name.rsplit('/', 1)[-1])
    url = sqs.create_queue(QueueName=queue, Attributes=queue_attributes(p), tags=tag_map(p))['QueueUrl']
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=['QueueArn'])['Attributes']['QueueArn']
    return result(url, Arn=arn, QueueName=queue, QueueUrl=url)


def put_queue_policy(p, name):
    for url in p['Queues']:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={'Policy': json.dumps(p['PolicyDocument'])})
    return result(name)


def delete_queue_policy(_id, p):
    for url in p['Queues']:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={'Policy': ''})


def create_rule(p, name):
    rule = p.get('Name', name)
    return result(rule, Arn=put_rule(rule, p))


def put_rule(rule, p):
    options = {'EventPattern': json.dumps(p['EventPattern'])} if 'EventPattern' in p else {}
    arn = events.put_rule(Name=rule, State=p.get('State', 'ENABLED'), **only(p, 'Description', 'ScheduleExpression', 'EventBusName'), **options)['RuleArn']
    if p.get('Targets'):
        events.put_targets(Rule=rule, Targets=p['Targets'], **only(p, 'EventBusName'))
    return arn


def update_rule(rule, p, old):
    drop_targets(rule, old)
    put_rule(rule, p)


def drop_targets(rule, p):
    if p.get('Targets'):
        events.remove_targets(Rule=rule, Ids=[target['Id'] for target in p['Targets']], **only(p, 'EventBusName'))


def delete_rule(rule, p):
    drop_targets(rule, p)
    events.delete_rule(Name=rule, **only(p, 'EventBusName'))


def create_cluster(p, name):
    """EKS makes the cluster security group itself; the emulator does not."""
    cluster = p.get('Name', name)
    network = p['ResourcesVpcConfig']
    vpc = ec2.describe_subnets(SubnetIds=network['SubnetIds'])['Subnets'][0]['VpcId']
    group = ec2.create_security_group(GroupName=f'eks-cluster-sg-{cluster}', Description='EKS created security group', VpcId=vpc, TagSpecifications=[
        {'ResourceType': 'security-group', 'Tags': [{'Key': f'kubernetes.io/cluster/{cluster}', 'Value': 'owned'}]}])['GroupId']
    made = eks.create_cluster(
        name=cluster, version=p.get('Version', '1.35'), roleArn=p['RoleArn'], tags=tag_map(p), kubernetesNetworkConfig={'serviceIpv4Cidr': SERVICE_CIDR},
        resourcesVpcConfig={'subnetIds': network['SubnetIds'], 'securityGroupIds': network.get('SecurityGroupIds', [])})['cluster']
    return result(cluster, Arn=made['arn'], ClusterSecurityGroupId=group)


def delete_cluster(cluster, _p):
    eks.delete_cluster(name=cluster)
    for group in ec2.describe_security_groups(Filters=[{'Name': 'group-name', 'Values': [f'eks-cluster-sg-{cluster}']}])['SecurityGroups']:
        ec2.delete_security_group(GroupId=group['GroupId'])


def create_parameter(p, name):
    parameter = p.get('Name', name)
    client('ssm').put_parameter(Name=parameter, Value=p['Value'], Type=p['Type'], Overwrite=True)
    return result(parameter, Type=p['Type'], Value=p['Value'])


def delete_parameter(name, _p):
    client('ssm').delete_parameter(Name=name)


RESOURCES = {
    'AWS::IAM::Role': Resource(create_role, delete_role, update_role),
    'AWS::IAM::Policy': Resource(create_policy, delete_policy, update_policy),
    'AWS::IAM::ManagedPolicy': Resource(create_managed_policy, delete_managed_policy),
    'AWS::IAM::InstanceProfile': Resource(create_profile, delete_profile),
    'AWS::SQS::Queue': Resource(
        create_queue, lambda url, _p: sqs.delete_queue(QueueUrl=url),
        lambda url, p, _old: sqs.set_queue_attributes(QueueUrl=url, Attributes=queue_attributes(p))),
    'AWS::SQS::QueuePolicy': Resource(put_queue_policy, delete_queue_policy, lambda physical_id, p, _old: put_queue_policy(p, physical_id)),
    'AWS::Events::Rule': Resource(create_rule, delete_rule, update_rule),
    'AWS::EKS::Cluster': Resource(create_cluster, delete_cluster),
    'AWS::SSM::Parameter': Resource(create_parameter, delete_parameter, lambda name, p, _old: create_parameter(p, name)),
}
