namespace FlowerModel.Pipeline.Store;

/// <summary>Examines many files on several threads, because asking the file system about a file mostly means waiting for the kernel.</summary>
internal static class ManyFiles
{
    // Fewer files are examined sooner than a thread starts.
    private const int FilesPerBlock = 512;
    private const int MaxThreads = 8;

    /// <summary>Returns the files that meet a condition, in their order. A file whose examination throws an exception meets it, too.</summary>
    /// <param name="files">The files.</param>
    /// <param name="condition">The condition; called on several threads at once.</param>
    /// <param name="cancellation">Ends the examination early; the result is then incomplete.</param>
    public static List<string> Where(IReadOnlyList<string> files, Func<string, bool> condition, CancellationToken cancellation)
    {
        var hits = new bool[files.Count];
        var blocks = (files.Count + FilesPerBlock - 1) / FilesPerBlock;
        var next = -1;
        var threads = new Thread[Math.Max(0, Math.Min(Math.Min(Environment.ProcessorCount, MaxThreads), blocks) - 1)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true };
            threads[i].Start();
        }

        Work();
        foreach (var thread in threads) thread.Join();
        var found = new List<string>();
        for (var i = 0; i < hits.Length; i++)
        {
            if (hits[i]) found.Add(files[i]);
        }

        return found;

        void Work()
        {
            while (Interlocked.Increment(ref next) is var block && block < blocks && !cancellation.IsCancellationRequested)
            {
                for (var i = block * FilesPerBlock; i < Math.Min(files.Count, (block + 1) * FilesPerBlock); i++) hits[i] = Meets(files[i]);
            }
        }

        bool Meets(string file)
        {
            try
            {
                return condition(file);
            }
            catch (Exception)
            {
                // An exception would end the process here. The caller examines the file again and reports it.
                return true;
            }
        }
    }
}
