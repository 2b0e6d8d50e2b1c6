using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>The client's settings for a server.</summary>
internal static class ReapiServerSettings
{
    /// <summary>Settings that lead to the server.</summary>
    public static RemoteExecutionSettings Settings(this ReapiServer server, string token = "") =>
        RemoteExecutionSettings.Parse("grpc://127.0.0.1:" + server.Port, allowPlain: false, token);
}
