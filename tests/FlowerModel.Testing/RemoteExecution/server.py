"""
A server of the Remote Execution API for tests, on the loopback address. Messages and storage are those of BuildStream (Debian: python3-buildstream) and
gRPC is its C implementation, so nothing here shares code with the client. Usage: server.py FOLDER OPTIONS, where OPTIONS is JSON. The first line of
output is the port; the calls are written to FOLDER/calls.jsonl. The server ends when its standard input closes.
"""
import json
import os
import sys
import threading
from concurrent import futures

try:
    import grpc
    from buildstream._artifactcache import casserver
    from buildstream._artifactcache.cascache import CASCache
    from buildstream._protos.build.bazel.remote.execution.v2 import remote_execution_pb2_grpc as re_grpc
    from buildstream._protos.google.bytestream import bytestream_pb2_grpc as bs_grpc
    from buildstream._protos.google.longrunning import operations_pb2_grpc as lr_grpc
    from google.protobuf.empty_pb2 import Empty
except ImportError as missing:
    sys.exit(f"not installed: {missing}")

from execution import ActionCache, Execution
from storage import Capabilities, Storage, Stream


class World:
    """Options, faults and the log of calls."""

    def __init__(self, folder, options):
        self.options = options
        self.calls = open(os.path.join(folder, "calls.jsonl"), "w", encoding="utf-8")
        self.gate = threading.Lock()

    def option(self, name, default):
        return self.options.get(name, default)

    def log(self, event, **facts):
        with self.gate:
            self.calls.write(json.dumps({"event": event, **facts}) + "\n")
            self.calls.flush()

    def enter(self, method, context, request=None, **facts):
        """Logs a call, checks token and instance, and returns the fault that it shall have, or fails with it."""
        headers = {key: value for key, value in context.invocation_metadata()}
        tool = headers.get("build.bazel.remote.execution.v2.requestmetadata-bin", b"")
        self.log(method, tool=b"FlowerModel.Trainer" in tool, **facts)
        sent = headers.get("authorization", "")
        if "token" in self.options and sent != "Bearer " + self.options["token"]:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, f"the header '{sent}' is wrong")
        if request is not None and request.instance_name != self.option("instance", ""):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the instance does not exist")
        with self.gate:
            faults = self.option("faults", {}).get(method, [])
            fault = faults.pop(0) if faults else None
        if fault and hasattr(grpc.StatusCode, fault):
            context.abort(getattr(grpc.StatusCode, fault), f"asked to fail; sent was '{sent}'")
        return fault

    def without_instance(self, name, context):
        instance = self.option("instance", "")
        if not instance:
            return name
        if not name.startswith(instance + "/"):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the instance does not exist")
        return name[len(instance) + 1:]


class Operations(lr_grpc.OperationsServicer):
    def __init__(self, world, execution):
        self.world, self.execution = world, execution

    def CancelOperation(self, request, context):
        self.world.enter("CancelOperation", context)
        self.execution.cancel(request.name)
        return Empty()


def create(folder, options):
    repository = os.path.join(folder, "cas")
    if options.get("plain"):
        # BuildStream's artifact server as it is.
        return casserver.create_server(repository, enable_push=True, min_head_size=0, max_head_size=0)
    world = World(folder, options)
    cas = CASCache(repository)
    cleaner = casserver._CacheCleaner(cas, 0, 0)
    cache = ActionCache(world)
    execution = Execution(cas, world, cache)
    server = grpc.server(futures.ThreadPoolExecutor(16))
    re_grpc.add_ContentAddressableStorageServicer_to_server(Storage(cas, cleaner, world), server)
    re_grpc.add_CapabilitiesServicer_to_server(Capabilities(world), server)
    re_grpc.add_ActionCacheServicer_to_server(cache, server)
    re_grpc.add_ExecutionServicer_to_server(execution, server)
    bs_grpc.add_ByteStreamServicer_to_server(Stream(cas, cleaner, world), server)
    lr_grpc.add_OperationsServicer_to_server(Operations(world, execution), server)
    return server


if __name__ == "__main__":
    options = json.loads(sys.argv[2])
    running = create(sys.argv[1], options)
    if "tls" in options:
        key, certificate = (text.encode() for text in options["tls"])
        print(running.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)])), flush=True)
    else:
        print(running.add_insecure_port("127.0.0.1:0"), flush=True)
    running.start()
    sys.stdin.read()
    running.stop(0)
