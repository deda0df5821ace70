namespace MiniGrad.Tests.Fuzzing;

/// <summary>A format of files that come from anywhere. To fuzz another, derive a class and add it to <see cref="All"/>.</summary>
internal abstract class FuzzFormat
{
    /// <summary>All formats that are fuzzed.</summary>
    public static IReadOnlyList<FuzzFormat> All { get; } =
        [new SafetensorsFuzz(), new PyTorchFuzz(), new NpyFuzz(), new NpzFuzz(), new IdxFuzz(), new CsvFuzz(), new OnnxFuzz(),
            new ParquetFuzz(), new ArrowFuzz()];

    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>Well-formed files, small ones.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>A broken file, or one that is well-formed by chance. Default: mutations of any bytes.</summary>
    public virtual byte[] Mutate(byte[] seed, Random random) => Mutation.Of(seed, random);

    /// <summary>Reads all of a file. Its time and memory are watched.</summary>
    /// <returns>What is in it, for <see cref="Check"/>.</returns>
    public abstract object Read(byte[] file);

    /// <summary>Whether the documentation announces that a file may be refused by this exception.</summary>
    public virtual bool IsDocumented(Exception refusal) => refusal is InvalidDataException;

    /// <summary>Fails unless what was read makes sense, and is the same after it was written and read again.</summary>
    public abstract void Check(object content);
}
