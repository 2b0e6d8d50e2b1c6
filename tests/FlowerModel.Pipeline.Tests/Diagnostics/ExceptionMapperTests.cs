using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Tests.Diagnostics;

public sealed class ExceptionMapperTests
{
    [Fact]
    public void Every_exception_except_cancellation_becomes_an_error_with_a_code()
    {
        var known = new PipelineException(Codes.TooFewClasses, "text", "file");
        Assert.Same(known.Diagnostic, ExceptionMapper.Explain(known));
        Assert.Same(known.Diagnostic, ExceptionMapper.Explain(new AggregateException(known)));
        Assert.Null(ExceptionMapper.Explain(new TaskCanceledException()));
        Assert.Equal(Codes.WriteFailed, ExceptionMapper.Explain(new UnauthorizedAccessException("no"))!.Code);
        Assert.Equal("gone.txt", ExceptionMapper.Explain(new FileNotFoundException("no", "gone.txt"))!.File);
        Assert.Equal(Codes.WriteFailed, ExceptionMapper.Explain(new IOException("no"))!.Code);
        Assert.Contains("free some space", ExceptionMapper.Explain(new IOException("no", 28))!.Text, StringComparison.Ordinal);
        Assert.Equal(Codes.Internal, ExceptionMapper.Explain(new InvalidOperationException("no"))!.Code);
    }
}
