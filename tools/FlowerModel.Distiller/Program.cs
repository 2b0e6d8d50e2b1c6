namespace FlowerModel.Distiller;

/// <summary>Makes an embedded base; see docs/base.md.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => DistillCommand.Create().Parse(arguments).Invoke();
}
