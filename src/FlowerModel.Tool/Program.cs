using System.Text;
using FlowerModel.Tool.Commands;

namespace FlowerModel.Tool;

/// <summary>The dotnet tool <c>flowermodel</c>; docs/command-line.md describes its commands, exit codes and JSON.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // Labels and JSON are UTF-8 regardless of the console's code page.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return RootCommands.Create().Parse(arguments).Invoke();
    }
}
