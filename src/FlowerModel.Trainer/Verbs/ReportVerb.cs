using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Reporting.Analysis;
using FlowerModel.Trainer.Reporting.Page;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Describes the model on one HTML page.</summary>
internal sealed class ReportVerb : StageVerb<ReportStage, ReportSettings>
{
    public override string Description => "Describes the model on one HTML page.";

    private protected override void Run(TrainerRequest request, ReportSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!));
        var index = FeatureIndex.FromJson(File.ReadAllText(request.Inputs[FeatureIndex.FileName]));
        var float32 = File.ReadAllBytes(request.Inputs[ArtifactNames.Model]);
        var previews = KeptPreviews.Open(request.PreviewsDirectory, request.InputHashes[ArtifactNames.Model]);
        var data = new ReportData
        {
            Settings = settings,
            Manifest = manifest,
            Index = index,
            Answers = settings.Variants.ToDictionary(
                variant => variant.Format, variant => Answers.FromJson(File.ReadAllText(request.Inputs[ReportSettings.AnswersOf(variant.Format)]))),
            Phases = HistoryFile.Read(request.Inputs[ArtifactNames.History]),
            Curves = File.ReadAllText(request.Inputs[ArtifactNames.CurvesSvg]),
            Calibration = CalibrationReport.FromJson(File.ReadAllText(request.Inputs[CalibrationReport.FileName])),
            Problems = SuspiciousImages.Find(manifest, index, SideOf(float32), cancellation),
            Gallery = new Gallery(previews),
        };
        data = data with { Gallery = Gallery.Open(manifest, float32, HtmlReport.Exhibits(data), previews, cancellation) };
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, ReportStage.FileName), HtmlReport.Write(data));
    }

    private static int SideOf(ReadOnlyMemory<byte> file)
    {
        var graph = ModelReader.Read(file).Main;
        return graph.Tensors[graph.Inputs[0]].Shape[1];
    }
}
