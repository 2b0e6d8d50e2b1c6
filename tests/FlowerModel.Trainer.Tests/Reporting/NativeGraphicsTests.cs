using FlowerModel.Trainer.Reporting;

namespace FlowerModel.Trainer.Tests.Reporting;

public sealed class NativeGraphicsTests
{
    public static TheoryData<Exception, string?> Errors => new()
    {
        { new DllNotFoundException("Unable to load 'x' or its dependencies. Consider strace.\n/a/x.so"), "Unable to load 'x' or its dependencies" },
        { new TypeInitializationException("SKImageInfo", new DllNotFoundException("gone")), "gone" },
        { new TypeInitializationException("SKObject", new InvalidOperationException("The version of the native library is wrong.")), "SKObject" },
        { new BadImageFormatException("wrong format"), "wrong format" },
        { new EntryPointNotFoundException("old"), "old" },
        { new IOException("The disk is full."), null },
        { new ArgumentException("At least one phase is required."), null },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public void Only_errors_of_a_library_that_does_not_load_leave_out_the_drawing(Exception error, string? reason)
    {
        Assert.Equal(reason is not null, NativeGraphics.IsMissing(error));
        if (reason is not null) Assert.Contains(reason, NativeGraphics.Reason(error), StringComparison.Ordinal);
    }
}
