namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>Every diagnostic code of the product; <c>docs/diagnostics.md</c> has a row for each. A code never gets a second meaning.</summary>
public static class Codes
{
    /// <summary>An item has metadata that no stage reads, usually a typo.</summary>
    public const string UnknownMetadata = "FLOWER1001";

    /// <summary>A metadata value is invalid or out of range.</summary>
    public const string InvalidValue = "FLOWER1002";

    /// <summary>Two items have the same name, class or resource name.</summary>
    public const string DuplicateModel = "FLOWER1003";

    /// <summary>The name of the class to generate, or its namespace, is not a C# identifier.</summary>
    public const string InvalidClassName = "FLOWER1004";

    /// <summary>An item has no <c>Dataset</c>.</summary>
    public const string NoDataset = "FLOWER1005";

    /// <summary>Two labels result in the same constant name (warning; a number is appended).</summary>
    public const string LabelCollision = "FLOWER1006";

    /// <summary>No class is generated for the project's language (warning).</summary>
    public const string LanguageNotSupported = "FLOWER1007";

    /// <summary>Settings cannot be combined.</summary>
    public const string IncompatibleSettings = "FLOWER1008";

    /// <summary>FlowerModel.Sdk is the only SDK of a project, so that nothing is built (reported by its <c>Sdk.targets</c>).</summary>
    public const string NoOtherSdk = "FLOWER1009";

    /// <summary>The project is built with <c>FlowerModelMode=Skip</c>, so the program contains no model (message).</summary>
    public const string ModelsSkipped = "FLOWER1010";

    /// <summary>A program without its models is packed or published (reported by the targets).</summary>
    public const string PackedWithoutModels = "FLOWER1011";

    /// <summary>An expectation cannot be checked: it has no answer, or names a label or a model that does not exist.</summary>
    public const string InvalidExpectation = "FLOWER1012";

    /// <summary>The dataset folder, archive or list does not exist.</summary>
    public const string DatasetNotFound = "FLOWER2001";

    /// <summary>The dataset has only one class, or none.</summary>
    public const string TooFewClasses = "FLOWER2002";

    /// <summary>A class has too few images for training and validation.</summary>
    public const string TooFewImages = "FLOWER2003";

    /// <summary>An image cannot be read and is ignored (warning).</summary>
    public const string UnreadableImage = "FLOWER2004";

    /// <summary>The same image is in two classes (warning).</summary>
    public const string ContradictoryLabels = "FLOWER2005";

    /// <summary>A file does not have the expected SHA-256.</summary>
    public const string HashMismatch = "FLOWER2006";

    /// <summary>An archive contains entries that would leave its folder, links, or entries of an implausible size.</summary>
    public const string HostileArchive = "FLOWER2007";

    /// <summary>A CSV dataset cannot be read.</summary>
    public const string InvalidList = "FLOWER2008";

    /// <summary>An image changed during the build.</summary>
    public const string DatasetChanged = "FLOWER2009";

    /// <summary>An image that a CSV dataset names does not exist and is ignored (warning).</summary>
    public const string ListedImageMissing = "FLOWER2010";

    /// <summary>A dataset URL has no <c>Sha256</c>.</summary>
    public const string HashRequired = "FLOWER2011";

    /// <summary>The archive has an unknown format or is damaged.</summary>
    public const string InvalidArchive = "FLOWER2012";

    /// <summary>A class name cannot be written to a labels file: it is empty or contains line breaks or other control characters.</summary>
    public const string InvalidLabel = "FLOWER2013";

    /// <summary>A class has images in some subsets (training, validation, test) but not in all.</summary>
    public const string ClassMissingInSubset = "FLOWER2014";

    /// <summary>The same image is in two subsets (warning).</summary>
    public const string ImageInSeveralSubsets = "FLOWER2015";

    /// <summary>A folder of validation or test images has images that are in no class folder.</summary>
    public const string UnlabeledSubset = "FLOWER2016";

    /// <summary>Files of the dataset that may be meant as images are not used (warning).</summary>
    public const string FilesPassedOver = "FLOWER2017";

    /// <summary>Names in an archive cannot be used: they are in no known encoding, or this system cannot hold them or distinguish them.</summary>
    public const string ArchiveNames = "FLOWER2018";

    /// <summary>An expected image is also a training image (warning).</summary>
    public const string ExpectedImageTrained = "FLOWER2019";

    /// <summary>The base weights file does not exist.</summary>
    public const string WeightsNotFound = "FLOWER3001";

    /// <summary>The base weights file is not a Keras HDF5 file, or is damaged.</summary>
    public const string InvalidWeights = "FLOWER3002";

    /// <summary>A layer's weights do not have the shape that the network needs.</summary>
    public const string WeightsShapeMismatch = "FLOWER3003";

    /// <summary>No official weights exist for this base model, width and image size.</summary>
    public const string NoOfficialWeights = "FLOWER3004";

    /// <summary>A download failed.</summary>
    public const string DownloadFailed = "FLOWER4001";

    /// <summary>The trainer's package cannot be restored.</summary>
    public const string TrainerNotRestored = "FLOWER4002";

    /// <summary>The trainer did not finish a stage: it crashed, was killed, or did not write an artifact.</summary>
    public const string TrainerCrashed = "FLOWER4004";

    /// <summary>The trainer cannot be started: the <c>dotnet</c> executable does not exist, or has no .NET 10.</summary>
    public const string TrainerNotStarted = "FLOWER4006";

    /// <summary>The learning curves cannot be drawn as PNG, because the graphics library does not load (warning); the SVG is written.</summary>
    public const string CurvesNotDrawn = "FLOWER4007";

    /// <summary>The remote cache does not work and is not used in the rest of the build (warning).</summary>
    public const string RemoteCacheTrouble = "FLOWER4008";

    /// <summary>A setting of the remote cache is invalid.</summary>
    public const string InvalidRemoteCache = "FLOWER4009";

    /// <summary>Remote execution does not work: a setting is invalid, or the service fails, refuses requests or returns wrong content.</summary>
    public const string RemoteExecutionTrouble = "FLOWER4010";

    /// <summary>The package with the base weights cannot be restored.</summary>
    public const string WeightsNotRestored = "FLOWER4011";

    /// <summary>A file cannot be written, for example because the disk is full or permission is denied.</summary>
    public const string WriteFailed = "FLOWER5001";

    /// <summary>A cached artifact is damaged and is created again (warning).</summary>
    public const string DamagedArtifact = "FLOWER5002";

    /// <summary>Another build holds the lock on a stage (message).</summary>
    public const string WaitingForBuild = "FLOWER5003";

    /// <summary>Something is not up to date, but <c>-question</c> must not update it.</summary>
    public const string NotUpToDate = "FLOWER5004";

    /// <summary>The result of an earlier stage is missing from the intermediate folder.</summary>
    public const string StageResultMissing = "FLOWER5005";

    /// <summary>A file disappeared while it was needed.</summary>
    public const string FileVanished = "FLOWER5006";

    /// <summary>The project's lock file cannot be read.</summary>
    public const string InvalidLockFile = "FLOWER5007";

    /// <summary>A file of stored features is missing or damaged.</summary>
    public const string DamagedFeatures = "FLOWER5008";

    /// <summary>A stage that was run again for verification wrote other bytes than those in the cache.</summary>
    public const string VerificationFailed = "FLOWER5009";

    /// <summary>The result of a stage is in no cache, and <c>FlowerModelMode=CacheOnly</c> runs no stage.</summary>
    public const string NotInCache = "FLOWER5010";

    /// <summary>The build was canceled while a stage ran (warning).</summary>
    public const string Canceled = "FLOWER5011";

    /// <summary>The cache is read-only or belongs to another user; new results are stored beside the project (warning).</summary>
    public const string CacheNotWritable = "FLOWER5020";

    /// <summary>The written model is less accurate than <c>MinAccuracy</c>.</summary>
    public const string AccuracyTooLow = "FLOWER6001";

    /// <summary>Training diverged: the loss is no longer a number.</summary>
    public const string TrainingDiverged = "FLOWER6002";

    /// <summary>A quantized model loses more accuracy than <c>MaxQuantizationDrop</c>.</summary>
    public const string QuantizationDropTooLarge = "FLOWER6003";

    /// <summary>A written model is larger than <c>MaxModelSize</c>.</summary>
    public const string ModelTooLarge = "FLOWER6004";

    /// <summary>A written model recognizes a smaller fraction of a class than <c>MinClassRecall</c>.</summary>
    public const string ClassRecallTooLow = "FLOWER6005";

    /// <summary>More images than <c>MaxRegression</c> were right with the previous model and are wrong now.</summary>
    public const string TooManyRegressions = "FLOWER6006";

    /// <summary>The file that <c>Baseline</c> names does not exist or is not a baseline.</summary>
    public const string InvalidBaseline = "FLOWER6007";

    /// <summary>A model's answer for an image is not the expected one.</summary>
    public const string ExpectationFailed = "FLOWER6008";

    /// <summary>An expected image does not exist or cannot be read.</summary>
    public const string ExpectedImageUnreadable = "FLOWER6009";

    /// <summary>A model file that a command names does not exist or cannot be read.</summary>
    public const string ModelNotFound = "FLOWER7001";

    /// <summary>A file is not a valid .tflite model.</summary>
    public const string InvalidModel = "FLOWER7002";

    /// <summary>
    /// A valid model cannot be used for the requested operation: it has an unsupported operator, is not an image classifier, or is not float32.
    /// </summary>
    public const string UnsupportedModel = "FLOWER7003";

    /// <summary>A labels file is missing, is unreadable, or does not match the model.</summary>
    public const string LabelsMismatch = "FLOWER7004";

    /// <summary>There are no images to process.</summary>
    public const string NoImages = "FLOWER7005";

    /// <summary>A folder's name is not a label of the model (warning; its images are ignored).</summary>
    public const string ForeignLabel = "FLOWER7006";

    /// <summary>The TFLite Metadata or labels of a valid model cannot be read (warning).</summary>
    public const string InvalidMetadata = "FLOWER7007";

    /// <summary>Classes have very different numbers of images (advice).</summary>
    public const string UnbalancedClasses = "FLOWER8101";

    /// <summary>Classes have few images (advice).</summary>
    public const string FewImages = "FLOWER8102";

    /// <summary>A model is much better on its training images than on others (advice).</summary>
    public const string Overfitting = "FLOWER8103";

    /// <summary>Images that look alike are in training and validation (advice).</summary>
    public const string LeakingSplit = "FLOWER8104";

    /// <summary>A learning rate may be too high (advice).</summary>
    public const string RateTooHigh = "FLOWER8105";

    /// <summary>Images are much smaller than the network's input (advice).</summary>
    public const string SmallImages = "FLOWER8106";

    /// <summary>Progress and results (message).</summary>
    public const string Progress = "FLOWER9001";

    /// <summary>A stage ran, with the reason (low-importance message).</summary>
    public const string StageRan = "FLOWER9002";

    /// <summary>A stage's artifact was taken from the cache (low-importance message).</summary>
    public const string StageKept = "FLOWER9003";

    /// <summary>An unexpected error.</summary>
    public const string Internal = "FLOWER9999";

    /// <summary>Returns true for advice: messages that more users should see than details, but not everybody in every build.</summary>
    public static bool IsAdvice(string code) => code.StartsWith("FLOWER81", StringComparison.Ordinal);
}
