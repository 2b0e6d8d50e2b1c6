namespace FlowerModel.FakeTrainer;

/// <summary>The log of starts, in the file that <c>FLOWERMODEL_FAKE_TRAINER_LOG</c> names.</summary>
internal static class StartLog
{
    /// <summary>Appends a line. Other processes may append lines at the same time.</summary>
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
