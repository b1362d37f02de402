"""Creates, updates and deletes CloudFormation resources on the emulated AWS.

One JSON request a line on stdin: {id, operation, ...}; one JSON answer a line on stdout: {id, result} or {id, error}.
"""
import json
import os
import sys

from botocore.exceptions import ClientError

import cloud_account
import cloud_ec2
from cloud_support import client

RESOURCES = {**cloud_ec2.RESOURCES, **cloud_account.RESOURCES}


def create(request):
    return RESOURCES[request['type']].create(request['properties'], request['name'])


def update(request):
    resource = RESOURCES[request['type']]
    return resource.update(request['physicalId'], request['properties'], request['oldProperties'])


def delete(request):
    try:
        RESOURCES[request['type']].delete(request['physicalId'], request['properties'])
    except ClientError as error:
        if not is_gone(error):
            raise
    return {}


def is_gone(error):
    code = error.response['Error']['Code']
    return 'NotFound' in code or 'NoSuchEntity' in code or 'NonExistent' in code or 'DoesNotExist' in code


def types(_request):
    return sorted(RESOURCES)


def create_only(request):
    """Properties whose change replaces the resource, from the service's own resource schema (cfn-lint carries them)."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(os.environ['AWS_REGION'], request['type']).schema
    except Exception:  # a type without a schema, such as a custom resource
        return []
    return [pointer.removeprefix('/properties/').split('/')[0] for pointer in schema.get('createOnlyProperties', [])]


def instance_type(request):
    [found] = client('ec2').describe_instance_types(InstanceTypes=[request['name']])['InstanceTypes']
    [architecture, *_] = found['ProcessorInfo']['SupportedArchitectures']
    return {'cpus': found['VCpuInfo']['DefaultVCpus'], 'memoryMiB': found['MemoryInfo']['SizeInMiB'], 'architecture': architecture}


def zones(request):
    return [subnet['AvailabilityZone'] for subnet in client('ec2').describe_subnets(SubnetIds=request['subnets'])['Subnets']]


def leftovers(_request):
    """What an account holds beyond its default VPC, by kind."""
    ec2, iam = client('ec2'), client('iam')
    vpcs = {vpc['VpcId']: vpc['IsDefault'] for vpc in ec2.describe_vpcs()['Vpcs']}
    # The emulator forgets the interface of a deleted NAT gateway; EC2 would not have let its VPC go.
    interfaces = [eni['NetworkInterfaceId'] for eni in ec2.describe_network_interfaces()['NetworkInterfaces'] if eni['VpcId'] in vpcs]
    found = {
        'VPCs': [vpc for vpc, is_default in vpcs.items() if not is_default],
        'network interfaces': interfaces,
        'volumes': [volume['VolumeId'] for volume in ec2.describe_volumes()['Volumes']],
        'launch templates': [template['LaunchTemplateName'] for template in ec2.describe_launch_templates()['LaunchTemplates']],
        'instance profiles': [profile['InstanceProfileName'] for profile in iam.list_instance_profiles()['InstanceProfiles']],
        'roles': [role['RoleName'] for role in iam.list_roles()['Roles']],
        'clusters': client('eks').list_clusters()['clusters'],
        'queues': client('sqs').list_queues().get('QueueUrls', []),
        'rules': [rule['Name'] for rule in client('events').list_rules()['Rules']],
    }
    return {kind: names for kind, names in found.items() if names}


def api(request):
    """One call of an API, as boto3 names it."""
    answer = getattr(client(request['service']), request['method'])(**request.get('parameters', {}))
    return {key: value for key, value in answer.items() if key != 'ResponseMetadata'}


OPERATIONS = {function.__name__: function for function in [create, update, delete, types, create_only, instance_type, zones, leftovers, api]}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {'result': OPERATIONS[request['operation']](request)}
    except Exception as error:
        answer = {'error': str(error) or repr(error)}
    print(json.dumps({'id': request['id'], **answer}, default=str), flush=True)
