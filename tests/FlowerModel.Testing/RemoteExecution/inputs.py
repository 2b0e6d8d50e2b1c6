"""What a worker needs of an action, read from the storage and checked against the rules of the API."""
import os

from buildstream._protos.build.bazel.remote.execution.v2 import remote_execution_pb2 as re

try:
    from google.protobuf.unknown_fields import UnknownFieldSet
except ImportError:
    def UnknownFieldSet(message):
        return message.UnknownFields()

# Fields that BuildStream's older version of the API does not have.
OUTPUT_PATHS = 7
ACTION_PLATFORM = 10


class Violation(Exception):
    """The client broke a rule of the API."""


class Missing(Exception):
    """Blobs that the client should have uploaded."""

    def __init__(self, digests):
        super().__init__(f"{len(digests)} blobs are missing")
        self.digests = digests


def require(condition, text):
    if not condition:
        raise Violation(text)


def unknown(message, number):
    return [field.data for field in UnknownFieldSet(message) if field.field_number == number]


class Inputs:
    def __init__(self, cas, action_digest, minor):
        self.cas = cas
        self.missing = []
        self.action = self.message(re.Action, action_digest)
        if self.action is None:
            raise Missing(self.missing)
        self.command = self.message(re.Command, self.action.command_digest)
        self.files = {}
        self.folders = {""}
        self.walk("", self.action.input_root_digest)
        if self.missing:
            raise Missing(self.missing)
        self.check_command(minor)

    def blob(self, digest):
        try:
            with open(self.cas.objpath(digest), "rb") as file:
                data = file.read()
        except FileNotFoundError:
            self.missing.append(digest)
            return None
        require(len(data) == digest.size_bytes, f"the size of {digest.hash} is wrong")
        return data

    def message(self, kind, digest):
        data = self.blob(digest)
        if data is None:
            return None
        message = kind.FromString(data)
        require(message.SerializeToString(deterministic=True) == data, f"a {kind.DESCRIPTOR.name} is not in canonical form")
        return message

    def walk(self, path, digest):
        folder = self.message(re.Directory, digest)
        if folder is None:
            return
        names = [node.name for node in folder.files] + [node.name for node in folder.directories]
        require(len(set(names)) == len(names), f"a name in '{path}' is used twice")
        for nodes in (folder.files, folder.directories):
            keys = [node.name.encode() for node in nodes]
            require(keys == sorted(keys), f"the names in '{path}' are not in order")
            require(all(node.name not in ("", ".", "..") and "/" not in node.name for node in nodes), f"a name in '{path}' is not allowed")
        require(not folder.symlinks, "symbolic links are not expected")
        for node in folder.files:
            self.files[path + node.name] = (self.blob(node.digest), node.is_executable)
        for node in folder.directories:
            self.folders.add(path + node.name)
            self.walk(path + node.name + "/", node.digest)

    def check_command(self, minor):
        command = self.command
        require(command.arguments, "there is no program")
        names = [variable.name.encode() for variable in command.environment_variables]
        require(names == sorted(set(names)), "the environment variables are not in order")
        require(command.working_directory in self.folders, "the working directory is not an input")
        properties = [(each.name, each.value) for each in command.platform.properties]
        require(properties == sorted(properties), "the platform properties are not in order")
        platform = unknown(self.action, ACTION_PLATFORM)
        expected = [command.platform.SerializeToString()] if minor >= 2 and properties else []
        require(platform == expected, "the platform of the action is not that of the command")
        paths = [path.decode() for path in unknown(command, OUTPUT_PATHS)]
        require(not (command.output_files if minor >= 1 else paths), "outputs are in the field of another version")
        self.outputs = paths if minor >= 1 else list(command.output_files)
        keys = [path.encode() for path in self.outputs]
        require(keys == sorted(set(keys)), "the outputs are not in order")
        require(all(not part.startswith("/") and ".." not in part.split("/") and part for part in self.outputs), "an output is outside")

    def materialize(self, root):
        for folder in self.folders:
            os.makedirs(os.path.join(root, folder), exist_ok=True)
        for path, (data, executable) in self.files.items():
            full = os.path.join(root, path)
            with open(full, "wb") as file:
                file.write(data)
            os.chmod(full, 0o555 if executable else 0o444)
        work = os.path.join(root, self.command.working_directory)
        for path in self.outputs:
            os.makedirs(os.path.dirname(os.path.join(work, path)), exist_ok=True)
        return work
