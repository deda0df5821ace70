using System.Globalization;
using System.IO.Compression;
using MiniGrad.Data;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>Tables that everybody knows: irises from the example, others as scikit-learn has them installed.</summary>
internal static class SampleTables
{
    private const string Variable = "MINIGRAD_SCIKIT_LEARN", DebiansFolder = "/usr/lib/python3/dist-packages/sklearn";

    private static readonly string? folder = Find();

    /// <summary>Why scikit-learn's are not here, or null.</summary>
    public static string? Reason => folder is not null ? null
        : $"scikit-learn's tables are not here: {DebiansFolder} (python3-sklearn) is not there, and {Variable} is not set.";

    /// <summary>150 rows, 4 numbers, and the <c>species</c>.</summary>
    public static Table Irises { get; } = CsvTable.Read(Path.Combine(AppContext.BaseDirectory, "iris.csv"));

    /// <summary>178 rows, 13 numbers, and 3 classes as <c>target</c>.</summary>
    public static Table Wine => OfClasses("wine_data.csv");

    /// <summary>569 rows, 30 numbers, and 2 classes as <c>target</c>.</summary>
    public static Table BreastCancer => OfClasses("breast_cancer.csv");

    /// <summary>1797 rows, 64 pixels, and the digit as <c>target</c>.</summary>
    public static Table Digits => FromLines(Lines("digits.csv.gz"));

    /// <summary>442 rows, 10 numbers, and a number as <c>target</c>.</summary>
    public static Table Diabetes => FromLines(Lines("diabetes_data_raw.csv.gz").Zip(Lines("diabetes_target.csv.gz"), (features, target) =>
        $"{features.Replace(' ', ',')},{target}"));

    // The first line counts rows and columns, and names the classes.
    private static Table OfClasses(string file)
    {
        string[] lines = Lines(file), head = lines[0].Split(',');
        return FromLines(lines[1..].Select(line =>
        {
            int end = line.LastIndexOf(',');
            return $"{line[..end]},{head[2 + int.Parse(line[(end + 1)..], CultureInfo.InvariantCulture)]}";
        }));
    }

    private static Table FromLines(IEnumerable<string> lines)
    {
        string[] rows = [.. lines];
        int features = rows[0].Count(sign => sign == ',');
        IEnumerable<string> names = Enumerable.Range(1, features).Select(number => FormattableString.Invariant($"x{number}"))
            .Append("target");
        return CsvTable.Read(new StringReader(string.Join('\n', rows.Prepend(string.Join(',', names)))));
    }

    private static string[] Lines(string file)
    {
        string path = Path.Combine(folder!, "datasets", "data", file);
        if (!file.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadAllLines(path);
        using GZipStream unpacked = new(File.OpenRead(path), CompressionMode.Decompress);
        return new StreamReader(unpacked).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named)) return named;
        return File.Exists(Path.Combine(DebiansFolder, "datasets", "data", "wine_data.csv")) ? DebiansFolder : null;
    }
}
