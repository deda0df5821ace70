using System.Globalization;

namespace MiniGrad.Cli;

/// <summary>The last line about a model that predicts classes.</summary>
internal static class AccuracyLine
{
    public static void Print(double accuracy, int count)
    {
        int errors = (int)Math.Round(count * (1 - accuracy));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy {accuracy:P2} ({errors:N0} errors in {count:N0})"));
    }
}
