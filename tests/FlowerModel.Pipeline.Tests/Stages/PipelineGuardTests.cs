using System.Reflection;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Pipeline.Tests.Stages;

public sealed class PipelineGuardTests
{
    [Fact]
    public void Every_exception_becomes_a_coded_error_and_a_cancellation_none()
    {
        var known = new PipelineException(Codes.TooFewClasses, "text", "file");
        Assert.Same(known.Diagnostic, PipelineGuard.Explain(known));
        Assert.Same(known.Diagnostic, PipelineGuard.Explain(new AggregateException(known)));
        Assert.Null(PipelineGuard.Explain(new TaskCanceledException()));
        Assert.Equal(Codes.WriteFailed, PipelineGuard.Explain(new UnauthorizedAccessException("no"))!.Code);
        Assert.Equal("gone.txt", PipelineGuard.Explain(new FileNotFoundException("no", "gone.txt"))!.File);
        Assert.Equal(Codes.WriteFailed, PipelineGuard.Explain(new IOException("no"))!.Code);
        Assert.Equal(Codes.Internal, PipelineGuard.Explain(new InvalidOperationException("no"))!.Code);
    }

    [Fact]
    public void No_two_codes_are_the_same()
    {
        var fields = typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static);
        var codes = fields.Select(field => (string)field.GetRawConstantValue()!).ToArray();
        Assert.Equal(codes.Distinct(), codes);
        Assert.All(codes, code => Assert.Matches("^FLOWER[0-9]{4}$", code));
    }
}
