using System.Globalization;

namespace MiniGrad.Tests.Cli;

/// <summary>A table of a user's own: with text, missing values and quotes.</summary>
internal static class Plants
{
    public static void Write(string path, int count, int seed)
    {
        Random random = new(seed);
        string[] species = ["fern", "moss", "reed"], places = ["\"wood, dark\"", "\"a \"\"wet\"\" field\"", "\"shore\nof a lake\""];
        List<string> lines = ["id,height,place,species"];
        for (int row = 0; row < count; row++)
        {
            int kind = random.Next(species.Length);
            double height = (10 * (kind + 1)) + (4 * random.NextDouble());
            string place = random.NextDouble() < 0.8 ? places[kind] : random.NextDouble() < 0.5 ? "" : places[(kind + 1) % places.Length];
            string measured = random.NextDouble() < 0.1 ? "NA" : height.ToString("F1", CultureInfo.InvariantCulture);
            lines.Add($"00{row},{measured},{place},{species[kind]}");
        }
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }
}
