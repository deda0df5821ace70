using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>What is in an IDX file.</summary>
internal sealed class IdxDescription(string path) : Description
{
    public override void Print()
    {
        IdxArray array = IdxFile.Read(path);
        Console.WriteLine($"{path}: {array.ElementType} [{string.Join(", ", array.Dimensions)}]");
        if (Labels(array) is not { } labels) return;
        IEnumerable<string> counts =
            labels.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} ({entry.Value:N0})"));
        Console.WriteLine($"  labels: {string.Join(", ", counts)}");
    }

    protected override void WriteContent(Utf8JsonWriter json)
    {
        IdxArray array = IdxFile.Read(path);
        json.WriteString("path", path);
        json.WriteString("kind", "idx");
        json.WriteString("type", $"{array.ElementType}");
        json.Integers("shape", array.Dimensions);
        if (Labels(array) is not { } labels) return;
        json.WriteStartObject("labels");
        foreach ((int label, int count) in labels) json.WriteNumber(label.ToString(CultureInfo.InvariantCulture), count);
        json.WriteEndObject();
    }

    /// <summary>How many there are of each label; null where an array is none of labels.</summary>
    private static KeyValuePair<int, int>[]? Labels(IdxArray array)
    {
        bool areIntegers = array.ElementType is not (IdxElementType.Binary32 or IdxElementType.Binary64);
        if (!areIntegers || array.Dimensions is not ([_] or [_, 1])) return null;
        return [.. array.ToArray<int>().CountBy(label => label).OrderBy(entry => entry.Key)];
    }
}
