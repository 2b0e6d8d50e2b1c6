"""
Digests of the messages of an action, computed with BuildStream's generated classes (Debian: python3-buildstream). Reads a JSON object from standard
input and writes another one.
"""
import base64
import hashlib
import json
import sys

try:
    from buildstream._protos.build.bazel.remote.execution.v2 import remote_execution_pb2 as re
except ImportError as missing:
    sys.exit(f"not installed: {missing}")


def digest_of(data):
    return re.Digest(hash=hashlib.sha256(data).hexdigest(), size_bytes=len(data))


def digest_of_folder(files):
    """files: names relative to the folder, to (content, is executable)."""
    message = re.Directory()
    for name in sorted((name for name in files if "/" not in name), key=str.encode):
        content, executable = files[name]
        message.files.add(name=name, digest=digest_of(content), is_executable=executable)
    for folder in sorted({name.split("/")[0] for name in files if "/" in name}, key=str.encode):
        inner = {name[len(folder) + 1:]: file for name, file in files.items() if name.startswith(folder + "/")}
        message.directories.add(name=folder, digest=digest_of_folder(inner))
    return digest_of(message.SerializeToString())


request = json.loads(sys.stdin.read())
root = digest_of_folder({file["path"]: (base64.b64decode(file["content"]), file["executable"]) for file in request["files"]})
command = re.Command(arguments=request["arguments"], working_directory=request["workingDirectory"])
for name in sorted(request["environment"]):
    command.environment_variables.add(name=name, value=request["environment"][name])
command.output_files.extend(sorted(request["outputs"]))
for name in sorted(request["platform"]):
    command.platform.properties.add(name=name, value=request["platform"][name])
action = re.Action(input_root_digest=root, command_digest=digest_of(command.SerializeToString()))
action.timeout.seconds = request["timeout"]
text = {"root": root, "command": digest_of(command.SerializeToString()), "action": digest_of(action.SerializeToString())}
print(json.dumps({name: f"{digest.hash}/{digest.size_bytes}" for name, digest in text.items()}))
