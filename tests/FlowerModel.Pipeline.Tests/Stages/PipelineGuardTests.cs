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
        Assert.Contains("free some space", PipelineGuard.Explain(new IOException("no", 28))!.Text, StringComparison.Ordinal);
        Assert.Equal(Codes.Internal, PipelineGuard.Explain(new InvalidOperationException("no"))!.Code);
    }
}
