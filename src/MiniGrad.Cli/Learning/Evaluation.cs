using System.Text.Json;
using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>How good a model is on data.</summary>
/// <param name="Data">What messages call the data.</param>
/// <param name="Count">The number of samples.</param>
/// <param name="Heading">What is shown first, to the end of its line.</param>
/// <param name="Metrics">The figures.</param>
/// <param name="Confusion">Which classes are taken for which; null where numbers are predicted.</param>
internal sealed record Evaluation(
    string Data, int Count, string Heading, IReadOnlyList<(string Name, double Value)> Metrics, ConfusionMatrix? Confusion)
{
    /// <summary>From 0 to 1; null where numbers are predicted.</summary>
    public double? Accuracy => Confusion?.Accuracy;

    /// <summary>Shows it to people.</summary>
    public void Print()
    {
        Console.Write(Heading);
        if (Confusion is not null) Console.Write(Confusion);
        foreach ((string metric, double value) in Metrics)
            Console.WriteLine(FormattableString.Invariant($"{metric,-16} {value,12:G5}"));
        if (Accuracy is { } accuracy) AccuracyLine.Print(accuracy, Count);
    }

    /// <summary>Writes it as an object, for programs.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("data", Data);
        json.WriteNumber("count", Count);
        if (Accuracy is { } accuracy) json.Figure("accuracy", accuracy);
        json.WriteStartObject("metrics");
        foreach ((string metric, double value) in Metrics) json.Figure(metric, value);
        json.WriteEndObject();
        if (Confusion is not null) WriteConfusion(json, Confusion);
        json.WriteEndObject();
    }

    /// <summary>A row of counts for each class that is right, with a place for each that was predicted.</summary>
    private static void WriteConfusion(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartObject("confusion");
        json.Texts("classes", confusion.ClassNames);
        json.WriteStartArray("counts");
        for (int actual = 0; actual < confusion.ClassCount; actual++)
            json.IntegersValue(Enumerable.Range(0, confusion.ClassCount).Select(predicted => (int)confusion[actual, predicted]));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
