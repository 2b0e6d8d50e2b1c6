namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>Every diagnostic code of the product; <c>docs/diagnostics.md</c> has a row for each. A code is never given a second meaning.</summary>
public static class Codes
{
    /// <summary>An item has metadata that no stage reads, most often a typing error.</summary>
    public const string UnknownMetadata = "FLOWER1001";

    /// <summary>A metadatum's value cannot be read or is out of range.</summary>
    public const string InvalidValue = "FLOWER1002";

    /// <summary>Two items have the same name, class or resource name.</summary>
    public const string DuplicateModel = "FLOWER1003";

    /// <summary>The name of the class to generate, or its namespace, is no C# identifier.</summary>
    public const string InvalidClassName = "FLOWER1004";

    /// <summary>An item has no <c>Dataset</c>.</summary>
    public const string NoDataset = "FLOWER1005";

    /// <summary>Two labels lead to the same constant name (warning: a number is appended).</summary>
    public const string LabelCollision = "FLOWER1006";

    /// <summary>The project's language gets no generated class (warning).</summary>
    public const string LanguageNotSupported = "FLOWER1007";

    /// <summary>Settings that cannot go together.</summary>
    public const string IncompatibleSettings = "FLOWER1008";

    /// <summary>FlowerModel.Sdk is the only SDK of a project, so that nothing is built (said by its <c>Sdk.targets</c>).</summary>
    public const string NoOtherSdk = "FLOWER1009";

    /// <summary>The dataset folder, archive or list does not exist.</summary>
    public const string DatasetNotFound = "FLOWER2001";

    /// <summary>The dataset has one class only, or none.</summary>
    public const string TooFewClasses = "FLOWER2002";

    /// <summary>A class has too few images to train and validate.</summary>
    public const string TooFewImages = "FLOWER2003";

    /// <summary>An image cannot be read and is left out (warning).</summary>
    public const string UnreadableImage = "FLOWER2004";

    /// <summary>The same image is in two classes (warning).</summary>
    public const string ContradictoryLabels = "FLOWER2005";

    /// <summary>A file does not have the SHA-256 it should have.</summary>
    public const string HashMismatch = "FLOWER2006";

    /// <summary>An archive has entries that would leave its folder, links, or absurd sizes.</summary>
    public const string HostileArchive = "FLOWER2007";

    /// <summary>A CSV dataset cannot be read.</summary>
    public const string InvalidList = "FLOWER2008";

    /// <summary>An image changed while the build ran.</summary>
    public const string DatasetChanged = "FLOWER2009";

    /// <summary>An image that a CSV dataset names does not exist (warning: left out).</summary>
    public const string ListedImageMissing = "FLOWER2010";

    /// <summary>A dataset URL has no <c>Sha256</c>.</summary>
    public const string HashRequired = "FLOWER2011";

    /// <summary>The archive is of no known kind or damaged.</summary>
    public const string InvalidArchive = "FLOWER2012";

    /// <summary>A class name that cannot stand in a labels file: it has line breaks or other control characters.</summary>
    public const string InvalidLabel = "FLOWER2013";

    /// <summary>The base weights file does not exist.</summary>
    public const string WeightsNotFound = "FLOWER3001";

    /// <summary>The base weights file is no Keras HDF5 file, or is damaged.</summary>
    public const string InvalidWeights = "FLOWER3002";

    /// <summary>A layer's weights have another shape than the network needs.</summary>
    public const string WeightsShapeMismatch = "FLOWER3003";

    /// <summary>No official weights exist for this base model, width and image size.</summary>
    public const string NoOfficialWeights = "FLOWER3004";

    /// <summary>A download failed.</summary>
    public const string DownloadFailed = "FLOWER4001";

    /// <summary>The trainer's packages cannot be restored.</summary>
    public const string TrainerNotRestored = "FLOWER4002";

    /// <summary>The trainer does not run on this operating system, processor or C library.</summary>
    public const string PlatformNotSupported = "FLOWER4003";

    /// <summary>The trainer did not finish a stage: it crashed, was killed, or left an artifact out.</summary>
    public const string TrainerCrashed = "FLOWER4004";

    /// <summary>The native libraries of the trainer cannot be loaded.</summary>
    public const string NativeLibraryNotLoaded = "FLOWER4005";

    /// <summary>The trainer cannot be started: there is no <c>dotnet</c> program, or it has no .NET 10.</summary>
    public const string TrainerNotStarted = "FLOWER4006";

    /// <summary>A file cannot be written: disk full, no permission.</summary>
    public const string WriteFailed = "FLOWER5001";

    /// <summary>A kept artifact was damaged and is made again (warning).</summary>
    public const string DamagedArtifact = "FLOWER5002";

    /// <summary>Another build holds the lock on a stage (message).</summary>
    public const string WaitingForBuild = "FLOWER5003";

    /// <summary>Something is not up to date under <c>-question</c>, which must not do it.</summary>
    public const string NotUpToDate = "FLOWER5004";

    /// <summary>What an earlier stage made is missing from the intermediate folder.</summary>
    public const string StageResultMissing = "FLOWER5005";

    /// <summary>A file that was there vanished while it was needed.</summary>
    public const string FileVanished = "FLOWER5006";

    /// <summary>The project's lock file cannot be read.</summary>
    public const string InvalidLockFile = "FLOWER5007";

    /// <summary>A file of kept features is damaged.</summary>
    public const string DamagedFeatures = "FLOWER5008";

    /// <summary>The written model is less accurate than <c>MinAccuracy</c>.</summary>
    public const string AccuracyTooLow = "FLOWER6001";

    /// <summary>Training diverged: the loss is no longer a number.</summary>
    public const string TrainingDiverged = "FLOWER6002";

    /// <summary>A quantized model loses more accuracy than <c>MaxQuantizationDrop</c>.</summary>
    public const string QuantizationDropTooLarge = "FLOWER6003";

    /// <summary>A written model is larger than <c>MaxModelSize</c>.</summary>
    public const string ModelTooLarge = "FLOWER6004";

    /// <summary>A model file that a command names does not exist or cannot be read.</summary>
    public const string ModelNotFound = "FLOWER7001";

    /// <summary>A file is no sound .tflite model.</summary>
    public const string InvalidModel = "FLOWER7002";

    /// <summary>A sound model cannot be used for what was asked: an unsupported operator, no image classifier, not float32.</summary>
    public const string UnsupportedModel = "FLOWER7003";

    /// <summary>A labels file is missing, unreadable or does not belong to the model.</summary>
    public const string LabelsMismatch = "FLOWER7004";

    /// <summary>There is no image to work on.</summary>
    public const string NoImages = "FLOWER7005";

    /// <summary>A folder's name is no label of the model (warning: its images are left out).</summary>
    public const string ForeignLabel = "FLOWER7006";

    /// <summary>A sound model's TFLite Metadata or labels cannot be read (warning).</summary>
    public const string InvalidMetadata = "FLOWER7007";

    /// <summary>Progress and results (message).</summary>
    public const string Progress = "FLOWER9001";

    /// <summary>A stage ran, and why (low-importance message).</summary>
    public const string StageRan = "FLOWER9002";

    /// <summary>A stage's artifact was taken from the cache (low-importance message).</summary>
    public const string StageKept = "FLOWER9003";

    /// <summary>An error that this product did not foresee.</summary>
    public const string Internal = "FLOWER9999";
}
