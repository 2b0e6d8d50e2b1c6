"""The execution service of the test server: it runs commands in a folder that has their inputs and nothing else."""
import os
import subprocess
import tempfile
import threading

import grpc
from buildstream._protos.build.bazel.remote.execution.v2 import remote_execution_pb2 as re
from buildstream._protos.build.bazel.remote.execution.v2 import remote_execution_pb2_grpc as re_grpc
from buildstream._protos.google.longrunning import operations_pb2 as lr
from inputs import Inputs, Missing, Violation


def field(number, data):
    """Encodes a field of bytes of less than 16 KiB, for messages that BuildStream does not have."""
    size = bytes([len(data) & 0x7F | 0x80, len(data) >> 7]) if len(data) > 127 else bytes([len(data)])
    return bytes([number << 3 | 2]) + size + data


class Running:
    def __init__(self, name, digest):
        self.name, self.digest = name, digest
        self.process = None
        self.finished = threading.Event()
        self.response = re.ExecuteResponse()

    def state(self, stage):
        operation = lr.Operation(name=self.name, done=stage == re.ExecuteOperationMetadata.COMPLETED)
        operation.metadata.Pack(re.ExecuteOperationMetadata(stage=stage, action_digest=self.digest))
        if operation.done:
            operation.response.Pack(self.response)
        return operation


class Execution(re_grpc.ExecutionServicer):
    def __init__(self, cas, world, cache):
        self.cas, self.world, self.cache = cas, world, cache
        self.running = {}

    def Execute(self, request, context):
        fault = self.world.enter("Execute", context, request, skip=request.skip_cache_lookup)
        if fault and fault.startswith("lose "):
            # The storage forgets a file although it said that it had it.
            os.remove(self.cas.objpath(re.Digest(hash=fault.split()[1])))
        running = Running(f"operations/{len(self.running)}", request.action_digest)
        self.running[running.name] = running
        threading.Thread(target=self.run, args=(running,), daemon=True).start()
        yield running.state(re.ExecuteOperationMetadata.QUEUED)
        yield running.state(re.ExecuteOperationMetadata.EXECUTING)
        if fault == "forget":
            running.finished.wait()
            del self.running[running.name]
        if fault in ("cut", "forget"):
            context.abort(grpc.StatusCode.UNAVAILABLE, "the connection broke")
        if fault == "end":
            return
        running.finished.wait()
        if fault and fault.startswith("status "):
            running.response = re.ExecuteResponse()
            running.response.status.code = int(fault.split()[1])
            running.response.status.message = "the worker says so"
        yield running.state(re.ExecuteOperationMetadata.COMPLETED)

    def WaitExecution(self, request, context):
        self.world.enter("WaitExecution", context)
        running = self.running.get(request.name)
        if running is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such operation")
        running.finished.wait()
        yield running.state(re.ExecuteOperationMetadata.COMPLETED)

    def cancel(self, name):
        self.running[name].process.kill()

    def run(self, running):
        try:
            inputs = Inputs(self.cas, running.digest, self.world.option("minor", 0))
            with tempfile.TemporaryDirectory() as root:
                running.response.result.CopyFrom(self.execute(running, inputs, inputs.materialize(root)))
            if running.response.result.exit_code == 0:
                self.cache.results[running.digest.hash] = running.response.result
        except Missing as missing:
            running.response.status.code = grpc.StatusCode.FAILED_PRECONDITION.value[0]
            detail = running.response.status.details.add()
            detail.type_url = "type.googleapis.com/google.rpc.PreconditionFailure"
            detail.value = b"".join(
                field(1, field(1, b"MISSING") + field(2, f"blobs/{digest.hash}/{digest.size_bytes}".encode())) for digest in missing.digests)
        except Violation as violation:
            self.world.log("violation", text=str(violation))
            running.response.status.code = grpc.StatusCode.INVALID_ARGUMENT.value[0]
            running.response.status.message = str(violation)
        except Exception as error:
            running.response.status.code = grpc.StatusCode.UNKNOWN.value[0]
            running.response.status.message = f"{type(error).__name__}: {error}"
        finally:
            running.finished.set()

    def execute(self, running, inputs, work):
        environment = {variable.name: variable.value for variable in inputs.command.environment_variables}
        running.process = subprocess.Popen(
            list(inputs.command.arguments), cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.world.log("started")
        output, error = running.process.communicate(timeout=inputs.action.timeout.ToSeconds())
        result = re.ActionResult(exit_code=running.process.returncode)
        inline = self.world.option("inline", False)
        if inline:
            result.stdout_raw, result.stderr_raw = output, error
        else:
            result.stdout_digest.CopyFrom(self.cas.add_object(buffer=output))
            result.stderr_digest.CopyFrom(self.cas.add_object(buffer=error))
        for path in inputs.outputs:
            full = os.path.join(work, path)
            if os.path.isfile(full):
                with open(full, "rb") as file:
                    data = file.read()
                # A file that is inlined is not in the storage, so a client that ignores its content fails.
                digest = self.cas.add_object(buffer=data)
                written = re.OutputFile(path=path, digest=digest)
                if inline:
                    os.remove(self.cas.objpath(digest))
                    written.MergeFromString(field(5, data))
                result.output_files.append(written)
        return result


class ActionCache(re_grpc.ActionCacheServicer):
    def __init__(self, world):
        self.world = world
        self.results = {}

    def GetActionResult(self, request, context):
        self.world.enter("GetActionResult", context, request)
        if request.action_digest.hash not in self.results:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such result")
        return self.results[request.action_digest.hash]
