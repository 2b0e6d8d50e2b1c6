using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using Google.Protobuf.WellKnownTypes;

namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>
/// A command as the API sees it: an <c>Action</c> that refers to a <c>Command</c> and an input root by their digests. The digest of the action is the
/// key under which servers keep its result, so everything in these messages has one canonical form.
/// </summary>
/// <param name="Action">The <c>Action</c> message.</param>
/// <param name="Command">The <c>Command</c> message.</param>
/// <param name="Inputs">The input root.</param>
internal sealed record RemoteAction(Blob Action, Blob Command, InputTree Inputs)
{
    /// <summary>Everything that the server needs to execute the action.</summary>
    public IEnumerable<Blob> Blobs => [.. Inputs.Blobs, Command, Action];

    /// <summary>Creates the action of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="settings">Platform and timeout.</param>
    /// <param name="server">Which version of the API the server has.</param>
    /// <exception cref="ArgumentException">A path is invalid, or is used twice.</exception>
    public static RemoteAction Create(RemoteCommand command, RemoteExecutionSettings settings, RemoteServer server)
    {
        var inputs = InputTree.Build(command.Inputs);
        var commandBlob = Blob.OfMessage(CommandOf(command, settings, server));
        var action = new Messages.Action
        {
            CommandDigest = commandBlob.Digest.ToMessage(),
            InputRootDigest = inputs.Root.ToMessage(),
            Timeout = Duration.FromTimeSpan(settings.Timeout),
            Platform = server.HasActionPlatform ? PlatformOf(settings) : null,
        };
        return new RemoteAction(Blob.OfMessage(action), commandBlob, inputs);
    }

    private static Messages.Command CommandOf(RemoteCommand command, RemoteExecutionSettings settings, RemoteServer server)
    {
        var message = new Messages.Command { WorkingDirectory = command.WorkingDirectory, Platform = PlatformOf(settings) };
        if (command.WorkingDirectory.Length > 0) RemotePath.Split(command.WorkingDirectory);
        message.Arguments.AddRange(command.Arguments);
        message.EnvironmentVariables.AddRange(command.Environment.OrderBy(variable => variable.Key, RemotePath.Order)
            .Select(variable => new Messages.Command.Types.EnvironmentVariable { Name = variable.Key, Value = variable.Value }));
        foreach (var path in command.Outputs.Keys) RemotePath.Split(path);
        var outputs = command.Outputs.Keys.Order(RemotePath.Order);
        (server.HasOutputPaths ? message.OutputPaths : message.OutputFiles).AddRange(outputs);
        return message;
    }

    private static Messages.Platform? PlatformOf(RemoteExecutionSettings settings)
    {
        if (settings.Platform.Count == 0) return null;
        var platform = new Messages.Platform();
        platform.Properties.AddRange(settings.Platform.OrderBy(property => property.Key, RemotePath.Order)
            .Select(property => new Messages.Platform.Types.Property { Name = property.Key, Value = property.Value }));
        return platform;
    }
}
