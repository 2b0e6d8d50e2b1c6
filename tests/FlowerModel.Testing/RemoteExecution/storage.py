"""The storage of the test server: BuildStream's services, with faults on request."""
import grpc
from buildstream._artifactcache import casserver
from buildstream._protos.build.bazel.remote.execution.v2 import remote_execution_pb2 as re
from buildstream._protos.google.bytestream import bytestream_pb2 as bs


class Storage(casserver._ContentAddressableStorageServicer):
    def __init__(self, cas, cleaner, world):
        super().__init__(cas, cleaner, enable_push=True)
        self.world = world

    def FindMissingBlobs(self, request, context):
        self.world.enter("FindMissingBlobs", context, request)
        return super().FindMissingBlobs(request, context)

    def BatchUpdateBlobs(self, request, context):
        fault = self.world.enter("BatchUpdateBlobs", context, request, blobs=[blob.digest.hash for blob in request.requests])
        if fault == "refuse-one":
            # Everything is stored but the last blob, which would be stored a moment later.
            refused = request.requests.pop()
            answer = super().BatchUpdateBlobs(request, context)
            answer.responses.add(digest=refused.digest).status.code = grpc.StatusCode.UNAVAILABLE.value[0]
            return answer
        return super().BatchUpdateBlobs(request, context)

    def BatchReadBlobs(self, request, context):
        fault = self.world.enter("BatchReadBlobs", context, request)
        answer = super().BatchReadBlobs(request, context)
        if fault == "corrupt":
            for blob in answer.responses:
                blob.data = bytes([blob.data[0] ^ 1]) + blob.data[1:]
        return answer


class Stream(casserver._ByteStreamServicer):
    """BuildStream's streams know no instance names and no interrupted uploads; both are added here."""

    def __init__(self, cas, cleaner, world):
        super().__init__(cas, cleaner, enable_push=True)
        self.world = world
        self.partial = {}

    def Read(self, request, context):
        fault = self.world.enter("Read", context, offset=request.read_offset)
        request.resource_name = self.world.without_instance(request.resource_name, context)
        sent = 0
        for answer in super().Read(request, context):
            if fault == "corrupt":
                answer.data = bytes([answer.data[0] ^ 1]) + answer.data[1:]
            yield answer
            sent += len(answer.data)
            if fault == "cut":
                context.abort(grpc.StatusCode.UNAVAILABLE, f"cut after {sent} bytes")
            if fault == "short":
                return

    def Write(self, requests, context):
        first = next(requests)
        fault = self.world.enter("Write", context, offset=first.write_offset, size=int(first.resource_name.split("/")[-1]))
        name = self.world.without_instance(first.resource_name, context)
        data = self.partial.get(name, b"")
        if first.write_offset != len(data):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{len(data)} bytes have been received, not {first.write_offset}")
        if fault == "exists":
            return bs.WriteResponse(committed_size=int(name.split("/")[-1]))
        request = first
        while True:
            if request.write_offset != len(data):
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "a piece is missing")
            data += request.data
            self.partial[name] = data
            if fault == "cut":
                context.abort(grpc.StatusCode.UNAVAILABLE, f"cut after {len(data)} bytes")
            if request.finish_write:
                break
            request = next(requests)
        # BuildStream's own service checks and stores what has been received.
        return super().Write(iter([bs.WriteRequest(resource_name=name, data=data, finish_write=True)]), context)

    def QueryWriteStatus(self, request, context):
        fault = self.world.enter("QueryWriteStatus", context)
        if fault == "unimplemented":
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "not here")
        name = self.world.without_instance(request.resource_name, context)
        if name not in self.partial:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such upload")
        return bs.QueryWriteStatusResponse(committed_size=len(self.partial[name]))


class Capabilities(casserver._CapabilitiesServicer):
    def __init__(self, world):
        super().__init__()
        self.world = world

    def GetCapabilities(self, request, context):
        self.world.enter("GetCapabilities", context, request)
        answer = super().GetCapabilities(request, context)
        answer.high_api_version.minor = self.world.option("minor", 0)
        if self.world.option("digest", "sha256") != "sha256":
            answer.cache_capabilities.digest_function[:] = [re.MD5]
        if "batch" in self.world.options:
            answer.cache_capabilities.max_batch_total_size_bytes = self.world.options["batch"]
        if self.world.option("execution", True):
            answer.execution_capabilities.digest_function = re.SHA256
            answer.execution_capabilities.exec_enabled = True
        return answer
