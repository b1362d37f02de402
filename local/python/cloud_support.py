"""What all resources of the emulated AWS share."""
import functools
from dataclasses import dataclass
from typing import Callable, Optional

import boto3


@functools.cache
def client(service):
    return boto3.client(service)


@dataclass(frozen=True)
class Resource:
    """Functions of one CloudFormation type; without an update, changes that do not replace are only recorded."""
    create_it: Callable
    delete_it: Callable
    update_it: Optional[Callable] = None

    def create(self, properties, name):
        return self.create_it(properties, name)

    def update(self, physical_id, properties, old_properties):
        if self.update_it:
            self.update_it(physical_id, properties, old_properties)
        return {'physicalId': physical_id}

    def delete(self, physical_id, properties):
        self.delete_it(physical_id, properties)


def result(physical_id, **attributes):
    return {'physicalId': physical_id, 'attributes': attributes}


def tags(properties):
    return properties.get('Tags', [])


def tag_map(properties):
    return {tag['Key']: tag['Value'] for tag in tags(properties)}


def only(properties, *names, **renamed):
    """The named properties that are set; `api_name='Property'` renames."""
    pairs = [*((name, name) for name in names), *renamed.items()]
    return {api: properties[given] for api, given in pairs if given in properties}


def nothing(*_arguments):
    """For what has no effect on the emulator."""
