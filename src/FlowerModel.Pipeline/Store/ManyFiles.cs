namespace FlowerModel.Pipeline.Store;

/// <summary>Examines many files on several threads, because asking the file system about a file mostly means waiting for the kernel.</summary>
internal static class ManyFiles
{
    // Fewer files are examined sooner than a thread starts.
    private const int FilesPerBlock = 512;
    private const int MaxThreads = 8;

    /// <summary>Examines a block of files.</summary>
    /// <param name="first">Number of the first file.</param>
    /// <param name="end">Number of the file after the last one.</param>
    /// <param name="hits">One entry per file, to be set to true for the files that are looked for.</param>
    internal delegate void Examination(int first, int end, bool[] hits);

    /// <summary>Returns the numbers of the files that are looked for, in order. If an examination throws an exception, all files of its block count.</summary>
    /// <param name="count">Number of files.</param>
    /// <param name="examine">Examines a block; called on several threads at once.</param>
    /// <param name="cancellation">Ends the examination early; the result is then incomplete.</param>
    public static List<int> Where(int count, Examination examine, CancellationToken cancellation)
    {
        var hits = new bool[count];
        var blocks = (count + FilesPerBlock - 1) / FilesPerBlock;
        var next = -1;
        var threads = new Thread[Math.Max(0, Math.Min(Math.Min(Environment.ProcessorCount, MaxThreads), blocks) - 1)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true };
            threads[i].Start();
        }

        Work();
        foreach (var thread in threads) thread.Join();
        var found = new List<int>();
        for (var i = 0; i < hits.Length; i++)
        {
            if (hits[i]) found.Add(i);
        }

        return found;

        void Work()
        {
            while (Interlocked.Increment(ref next) is var block && block < blocks && !cancellation.IsCancellationRequested)
            {
                var (first, end) = (block * FilesPerBlock, Math.Min(count, (block + 1) * FilesPerBlock));
                try
                {
                    examine(first, end, hits);
                }
                catch (Exception)
                {
                    // An exception would end the process here. The caller examines the files again and reports it.
                    for (var i = first; i < end; i++) hits[i] = true;
                }
            }
        }
    }
}
