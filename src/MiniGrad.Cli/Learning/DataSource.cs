using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>The kinds of data.</summary>
internal enum DataKind
{
    /// <summary>A table in a file.</summary>
    Csv,

    /// <summary>Images in MNIST's format.</summary>
    Idx,

    /// <summary>Images of generated digits.</summary>
    Digits,

    /// <summary>The built-in table of irises.</summary>
    Irises,
}

/// <summary>Where data come from.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Path">Their file or folder; null where they are built in.</param>
internal sealed record DataSource(DataKind Kind, string? Path = null)
{
    /// <summary>The target of the irises.</summary>
    public const string IrisTarget = "species";

    /// <summary>The path that stands for the standard input.</summary>
    public const string StandardInput = "-";

    private const string IrisFile = "iris.csv";

    /// <summary>The column to predict, of a table to learn from.</summary>
    public string Target { get; init; } = IrisTarget;

    /// <summary>How a table is read.</summary>
    public CsvOptions Format { get; init; } = new();

    /// <summary>What the file holds, where it is one that cannot be read twice; else null.</summary>
    public Stream? Content { get; init; }

    /// <summary>How many rows were read before those of the content.</summary>
    public int FirstRow { get; init; }

    /// <summary>What to add to the number of a line of the content to have that in the file; null where both are the same, as they are
    /// where nothing was before.</summary>
    public long? LineOffset { get; init; }

    /// <summary>Whether it is the table that is written to the program.</summary>
    public bool IsStandardInput => Kind == DataKind.Csv && Path == StandardInput;

    public bool IsTable => Kind is DataKind.Csv or DataKind.Irises;

    /// <summary>What messages and reports call the data.</summary>
    public string Name => IsStandardInput ? "the standard input" : Path ?? (Kind == DataKind.Irises ? IrisFile : "generated");

    /// <summary>The option that asks for such data.</summary>
    public string Option => $"--{Kind.ToString().ToLowerInvariant()}";

    /// <summary>The options that ask for these data, wherever the command is run.</summary>
    public string Options => Path is null ? Option : $"{Option} {System.IO.Path.GetFullPath(Path)}";

    /// <summary>Opens the table that is built in.</summary>
    public static Stream OpenIrises() => typeof(DataSource).Assembly.GetManifestResourceStream(IrisFile)!;
}
