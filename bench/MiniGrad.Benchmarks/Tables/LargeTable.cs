using System.Globalization;

namespace MiniGrad.Benchmarks.Tables;

/// <summary>A table as people have it: 24 numbers, 4 categories of 8 values, a target of yes and no.</summary>
internal static class LargeTable
{
    public const string Target = "target";

    private const int Numbers = 24, Texts = 4, Digits = 5;
    private static readonly string[] words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];

    /// <summary>Writes it as a CSV file: a million rows are about 240 MB.</summary>
    public static void Write(string path, int rows)
    {
        Random random = new(1);
        using StreamWriter writer = new(path);
        for (int i = 0; i < Numbers; i++) writer.Write($"number{i},");
        for (int i = 0; i < Texts; i++) writer.Write($"category{i},");
        writer.Write($"{Target}\n");
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < Numbers; i++)
            {
                double number = Math.Round((random.NextDouble() - 0.5) * 10 * (i + 1), Digits);
                writer.Write(number.ToString(CultureInfo.InvariantCulture));
                writer.Write(',');
            }
            for (int i = 0; i < Texts; i++)
            {
                writer.Write(words[random.Next(words.Length)]);
                writer.Write(',');
            }
            writer.Write(random.Next(2) == 0 ? "yes\n" : "no\n");
        }
    }
}
