"""The network of a stack."""
from cloud_support import Resource, client, nothing, only, result, tags

ec2 = client('ec2')


def tagged(kind, p):
    return {'TagSpecifications': [{'ResourceType': kind, 'Tags': tags(p)}]} if tags(p) else {}


def retag(physical_id, p, old):
    gone = {tag['Key'] for tag in tags(old)} - {tag['Key'] for tag in tags(p)}
    if gone:
        ec2.delete_tags(Resources=[physical_id], Tags=[{'Key': key} for key in gone])
    if tags(p):
        ec2.create_tags(Resources=[physical_id], Tags=tags(p))


def create_vpc(p, _name):
    vpc = ec2.create_vpc(CidrBlock=p['CidrBlock'], **tagged('vpc', p))['Vpc']['VpcId']
    for attribute in ['EnableDnsSupport', 'EnableDnsHostnames']:
        ec2.modify_vpc_attribute(VpcId=vpc, **{attribute: {'Value': p.get(attribute, attribute == 'EnableDnsSupport')}})
    [group] = ec2.describe_security_groups(Filters=[{'Name': 'vpc-id', 'Values': [vpc]}, {'Name': 'group-name', 'Values': ['default']}])['SecurityGroups']
    return result(vpc, VpcId=vpc, DefaultSecurityGroup=group['GroupId'])


def create_subnet(p, _name):
    subnet = ec2.create_subnet(**only(p, 'VpcId', 'CidrBlock', 'AvailabilityZone'), **tagged('subnet', p))['Subnet']
    if p.get('MapPublicIpOnLaunch'):
        ec2.modify_subnet_attribute(SubnetId=subnet['SubnetId'], MapPublicIpOnLaunch={'Value': True})
    return result(subnet['SubnetId'], SubnetId=subnet['SubnetId'], AvailabilityZone=subnet['AvailabilityZone'])


def create_gateway(p, _name):
    gateway = ec2.create_internet_gateway(**tagged('internet-gateway', p))['InternetGateway']['InternetGatewayId']
    return result(gateway, InternetGatewayId=gateway)


def attach_gateway(p, name):
    ec2.attach_internet_gateway(VpcId=p['VpcId'], InternetGatewayId=p['InternetGatewayId'])
    return result(name)


def create_route_table(p, _name):
    table = ec2.create_route_table(VpcId=p['VpcId'], **tagged('route-table', p))['RouteTable']['RouteTableId']
    return result(table, RouteTableId=table)


def create_route(p, name):
    ec2.create_route(**only(p, 'RouteTableId', 'DestinationCidrBlock', 'GatewayId', 'NatGatewayId', 'TransitGatewayId'))
    return result(name)


def delete_route(_id, p):
    ec2.delete_route(**only(p, 'RouteTableId', 'DestinationCidrBlock'))


def associate_subnet(p, _name):
    return result(ec2.associate_route_table(RouteTableId=p['RouteTableId'], SubnetId=p['SubnetId'])['AssociationId'])


def create_address(p, _name):
    address = ec2.allocate_address(Domain='vpc', **tagged('elastic-ip', p))
    return result(address['PublicIp'], AllocationId=address['AllocationId'], PublicIp=address['PublicIp'])


def release_address(public_ip, _p):
    [address] = ec2.describe_addresses(PublicIps=[public_ip])['Addresses']
    ec2.release_address(AllocationId=address['AllocationId'])


def create_nat(p, _name):
    nat = ec2.create_nat_gateway(**only(p, 'SubnetId', 'AllocationId'), **tagged('natgateway', p))['NatGateway']['NatGatewayId']
    return result(nat, NatGatewayId=nat)


def associate_cidr(p, _name):
    answer = ec2.associate_vpc_cidr_block(**only(p, 'VpcId', 'CidrBlock'))
    return result(answer['CidrBlockAssociation']['AssociationId'])


def create_endpoint(p, _name):
    options = only(p, 'VpcId', 'ServiceName', 'VpcEndpointType', 'RouteTableIds', 'SubnetIds', 'SecurityGroupIds', 'PrivateDnsEnabled')
    endpoint = ec2.create_vpc_endpoint(**options)['VpcEndpoint']['VpcEndpointId']
    return result(endpoint, Id=endpoint)


def permission(rule):
    """A rule of CloudFormation as the API says it."""
    described = only(rule, 'Description')
    said = {'IpProtocol': str(rule['IpProtocol']), **{end: int(rule[end]) for end in ['FromPort', 'ToPort'] if end in rule}}
    peers = [
        ('CidrIp', 'IpRanges', 'CidrIp'), ('CidrIpv6', 'Ipv6Ranges', 'CidrIpv6'),
        ('SourceSecurityGroupId', 'UserIdGroupPairs', 'GroupId'), ('DestinationSecurityGroupId', 'UserIdGroupPairs', 'GroupId'),
        ('SourcePrefixListId', 'PrefixListIds', 'PrefixListId'), ('DestinationPrefixListId', 'PrefixListIds', 'PrefixListId'),
    ]
    return {**said, **{listed: [{key: rule[given], **described}] for given, listed, key in peers if given in rule}}


def create_group(p, name):
    group = ec2.create_security_group(
        GroupName=p.get('GroupName', name), Description=p['GroupDescription'], VpcId=p['VpcId'], **tagged('security-group', p))['GroupId']
    if p.get('SecurityGroupEgress'):
        everything = [{'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}]
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
    allow(group, p)
    return result(group, GroupId=group, VpcId=p['VpcId'])


def allow(group, p):
    for rule in p.get('SecurityGroupIngress', []):
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(rule)])
    for rule in p.get('SecurityGroupEgress', []):
        ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[permission(rule)])


def update_group(group, p, old):
    for rule in old.get('SecurityGroupIngress', []):
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[permission(rule)])
    for rule in old.get('SecurityGroupEgress', []):
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[permission(rule)])
    allow(group, p)
    retag(group, p, old)


def create_rule(direction):
    def create(p, name):
        getattr(ec2, f'authorize_security_group_{direction}')(GroupId=p['GroupId'], IpPermissions=[permission(p)])
        return result(name)
    return create


def delete_rule(direction):
    def delete(_id, p):
        getattr(ec2, f'revoke_security_group_{direction}')(GroupId=p['GroupId'], IpPermissions=[permission(p)])
    return delete


def create_launch_template(p, name):
    data = {**p['LaunchTemplateData']}
    template = ec2.create_launch_template(LaunchTemplateName=p.get('LaunchTemplateName', name), LaunchTemplateData=data)['LaunchTemplate']
    return result(template['LaunchTemplateId'], LaunchTemplateId=template['LaunchTemplateId'],
                  LatestVersionNumber=str(template['LatestVersionNumber']), DefaultVersionNumber='1')


def create_managed_endpoint(p, _name):
    """EMR makes the security group of an endpoint's load balancer, in the network of the cluster; endpoints of one name cannot be."""
    vpcs = ec2.describe_vpcs()['Vpcs']
    vpc = next((vpc for vpc in vpcs if not vpc['IsDefault']), vpcs[0])['VpcId']
    group = ec2.create_security_group(GroupName=p['Name'], Description='EMR created security group', VpcId=vpc)['GroupId']
    return result(p['Name'], SecurityGroup=group)


def delete_managed_endpoint(_id, p):
    for group in ec2.describe_security_groups(Filters=[{'Name': 'group-name', 'Values': [p['Name']]}])['SecurityGroups']:
        ec2.delete_security_group(GroupId=group['GroupId'])


def by_id(operation, parameter):
    return lambda physical_id, _p: getattr(ec2, operation)(**{parameter: physical_id})


RESOURCES = {
    'AWS::EC2::VPC': Resource(create_vpc, by_id('delete_vpc', 'VpcId'), retag),
    'AWS::EC2::VPCCidrBlock': Resource(associate_cidr, by_id('disassociate_vpc_cidr_block', 'AssociationId')),
    'AWS::EC2::Subnet': Resource(create_subnet, by_id('delete_subnet', 'SubnetId'), retag),
    'AWS::EC2::InternetGateway': Resource(create_gateway, by_id('delete_internet_gateway', 'InternetGatewayId'), retag),
    'AWS::EC2::VPCGatewayAttachment': Resource(
        attach_gateway, lambda _id, p: ec2.detach_internet_gateway(VpcId=p['VpcId'], InternetGatewayId=p['InternetGatewayId'])),
    'AWS::EC2::RouteTable': Resource(create_route_table, by_id('delete_route_table', 'RouteTableId'), retag),
    'AWS::EC2::Route': Resource(create_route, delete_route),
    'AWS::EC2::SubnetRouteTableAssociation': Resource(associate_subnet, by_id('disassociate_route_table', 'AssociationId')),
    'AWS::EC2::EIP': Resource(create_address, release_address),
    'AWS::EC2::NatGateway': Resource(create_nat, by_id('delete_nat_gateway', 'NatGatewayId'), retag),
    'AWS::EC2::VPCEndpoint': Resource(create_endpoint, lambda physical_id, _p: ec2.delete_vpc_endpoints(VpcEndpointIds=[physical_id])),
    'AWS::EC2::SecurityGroup': Resource(create_group, by_id('delete_security_group', 'GroupId'), update_group),
    'AWS::EC2::SecurityGroupIngress': Resource(create_rule('ingress'), delete_rule('ingress')),
    'AWS::EC2::SecurityGroupEgress': Resource(create_rule('egress'), delete_rule('egress')),
    'AWS::EC2::LaunchTemplate': Resource(create_launch_template, by_id('delete_launch_template', 'LaunchTemplateId'), nothing),
    'AWS::EMRContainers::Endpoint': Resource(create_managed_endpoint, delete_managed_endpoint),
}
