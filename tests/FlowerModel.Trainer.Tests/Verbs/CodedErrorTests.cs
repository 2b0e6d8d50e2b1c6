using FlowerModel.Conversion;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Verbs;

public sealed class CodedErrorTests
{
    public static TheoryData<Exception, string> Known => new()
    {
        { new KerasShapeException("base.h5", "Conv1", "kernel", "(3, 3, 3, 32)", "(3, 3, 3, 16)"), Codes.WeightsShapeMismatch },
        { new KerasWeightsException("base.h5", "cut off"), Codes.InvalidWeights },
        { new QuantizationException("it is not float32"), Codes.UnsupportedModel },
        { new ImageChangedException("rose.jpg", "changed"), Codes.DatasetChanged },
        { new FeatureStoreException("a.features", "gone"), Codes.DamagedFeatures },
        { new TrainingDivergedException(3, 0.5), Codes.TrainingDiverged },
        { new AggregateException(new KerasWeightsException("base.h5", "cut off")), Codes.InvalidWeights },
        { new AggregateException(new ImageChangedException("a.jpg", "changed"), new ImageChangedException("b.jpg", "changed")), Codes.DatasetChanged },
        { new IOException("The disk is full.", 28), Codes.WriteFailed },
        { new InvalidOperationException("?"), Codes.Internal },
    };

    [Theory]
    [MemberData(nameof(Known), DisableDiscoveryEnumeration = true)]
    public void Every_trainer_exception_has_a_code(Exception exception, string code)
    {
        var diagnostic = ExceptionMapper.Explain(exception);
        Assert.Equal((code, Severity.Error), (diagnostic?.Code, diagnostic?.Severity));
    }
}
