using System.Globalization;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>What is in an IDX file.</summary>
internal static class IdxDescription
{
    public static void Print(string path)
    {
        IdxArray array = IdxFile.Read(path);
        Console.WriteLine($"{path}: {array.ElementType} [{string.Join(", ", array.Dimensions)}]");
        bool areIntegers = array.ElementType is not (IdxElementType.Binary32 or IdxElementType.Binary64);
        if (!areIntegers || array.Dimensions is not ([_] or [_, 1])) return;
        IEnumerable<string> counts = array.ToArray<int>()
            .CountBy(label => label)
            .OrderBy(entry => entry.Key)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} ({entry.Value:N0})"));
        Console.WriteLine($"  labels: {string.Join(", ", counts)}");
    }
}
