using System.CommandLine;
using FlowerModel.Bench;

var root = new RootCommand("Measures speed and accuracy of the trainer and the runtime.");
root.Subcommands.Add(ProtocolCommand.Create());
root.Subcommands.Add(RecipeCommand.Create());
root.Subcommands.Add(SpeedCommand.Create());
root.Subcommands.Add(TrainCommand.Create());
root.Subcommands.Add(BasesCommand.Create());
root.Subcommands.Add(NetworksCommand.Create());
root.Subcommands.Add(RuntimeCommand.Create());
root.Subcommands.Add(PeersCommand.Create());
root.Subcommands.Add(EndToEndCommand.Create());
root.Subcommands.Add(QuantizationCommand.Create());
root.Subcommands.Add(DecodeCommand.Create());
root.Subcommands.Add(MediaPipeCommand.Create());
root.Subcommands.Add(FuzzCommand.Create());
root.Subcommands.Add(FuzzImagesCommand.Create());
return root.Parse(args).Invoke();
