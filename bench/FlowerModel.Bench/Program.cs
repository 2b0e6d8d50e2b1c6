using System.CommandLine;
using FlowerModel.Bench;

var root = new RootCommand("Speed and accuracy of the trainer on real photos.");
root.Subcommands.Add(ProtocolCommand.Create());
root.Subcommands.Add(SpeedCommand.Create());
root.Subcommands.Add(BasesCommand.Create());
return root.Parse(args).Invoke();
