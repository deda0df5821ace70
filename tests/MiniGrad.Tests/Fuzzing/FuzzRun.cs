namespace MiniGrad.Tests.Fuzzing;

/// <summary>Reads mutants one after the other on a thread of its own, so that one that hangs is noticed.</summary>
internal sealed class FuzzRun(FuzzFormat format, int seed, int count, long memoryAllowance)
{
    private volatile int current = -1;
    private volatile string? failure;

    public int ReadCount { get; private set; }

    public int RefusedCount { get; private set; }

    /// <summary>What went wrong, or null.</summary>
    /// <param name="hang">For how long one file may take.</param>
    public string? Execute(TimeSpan hang)
    {
        Thread thread = new(ReadAll) { IsBackground = true };
        thread.Start();
        for (int last = -1; !thread.Join(hang); last = current)
            if (current == last) return $"mutant {last} is still read after {hang}: {Show(Mutant(last))}";
        return failure;
    }

    private void ReadAll()
    {
        for (int number = 0; number < count && failure is null; number++)
        {
            current = number;
            byte[] file = Mutant(number);
            try
            {
                ReadOne(file);
            }
            catch (Exception unexpected)
            {
                failure = $"mutant {number}: {unexpected}{Environment.NewLine}{Show(file)}";
            }
        }
    }

    private void ReadOne(byte[] file)
    {
        object? content = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            content = format.Read(file);
            ReadCount++;
        }
        catch (Exception refusal) when (format.IsDocumented(refusal))
        {
            RefusedCount++;
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > 2 * file.Length + memoryAllowance) throw new InsufficientMemoryException(
            $"A file of {file.Length} bytes took {allocated} bytes.");
        if (content is not null) format.Check(content);
    }

    private byte[] Mutant(int number)
    {
        Random random = new(unchecked(seed + number));
        return format.Mutate(format.Seeds[random.Next(format.Seeds.Count)], random);
    }

    private static string Show(byte[] file) => Convert.ToBase64String(file);
}
