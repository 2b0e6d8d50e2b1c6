namespace FlowerModel.FakeTrainer;

/// <summary>The record of what was started: <c>FLOWERMODEL_FAKE_TRAINER_LOG</c>.</summary>
internal static class StartLog
{
    /// <summary>Appends one line, also while other processes append theirs.</summary>
    public static void Append(string line)
    {
        if (Environment.GetEnvironmentVariable("FLOWERMODEL_FAKE_TRAINER_LOG") is not { Length: > 0 } path) return;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                File.AppendAllText(path, line + "\n");
                return;
            }
            catch (IOException) when (attempt < 200)
            {
                Thread.Sleep(10);
            }
        }
    }
}
