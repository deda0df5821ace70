using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniGrad.Search;

/// <summary>Writes studies as JSON.</summary>
internal static class StudyWriter
{
    public const int Version = 1;

    private static readonly JsonWriterOptions options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How what a storage keeps is written.</summary>
    public static JsonWriterOptions InOneLine { get; } = options with { Indented = false };

    /// <summary>A trial, with times.</summary>
    public static string Text(TrialRecord trial) => Text(json => Write(json, trial, withTimes: true));

    /// <summary>Values that are asked for.</summary>
    public static string Text(ParameterValues values) => Text(json => Write(json, null, values));

    /// <summary>A report: the step and the values.</summary>
    public static string Text(TrialReport report) => Text(json => Write(json, report));

    private static string Text(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, InOneLine)) write(json);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static byte[] Write(
        Study study, IReadOnlyList<TrialRecord> trials, IReadOnlyList<ParameterValues> queue, bool withTimes)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, options))
        {
            json.WriteStartObject();
            WriteSettings(json, study);
            json.WriteStartArray("enqueued");
            foreach (ParameterValues values in queue) Write(json, null, values);
            json.WriteEndArray();
            json.WriteStartArray("trials");
            foreach (TrialRecord trial in trials) Write(json, trial, withTimes);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>The settings and the space, as members of an object.</summary>
    public static void WriteSettings(Utf8JsonWriter json, Study study)
    {
        json.WriteNumber("version", Version);
        json.WriteString("study", study.Name);
        json.WriteNumber("seed", study.Seed);
        json.WriteNumber("overlap", study.Overlap);
        json.WriteNumber("repeats", study.Repeats);
        WriteTexts(json, "goals", study.Goals.Select(goal => goal.ToString()));
        json.WriteString("sampler", study.Sampler.Name);
        json.WriteString("pruner", study.Pruner.Name);
        WriteTexts(json, "space", study.Space.Parameters.Select(parameter => parameter.ToString()));
        WriteTexts(json, "required", study.Space.RelationNames);
    }

    private static void Write(Utf8JsonWriter json, TrialRecord trial, bool withTimes)
    {
        json.WriteStartObject();
        json.WriteNumber("number", trial.Number);
        json.WriteString("state", trial.State.ToString());
        Write(json, "parameters", trial.Parameters);
        if (trial.Values.Count > 0) WriteNumbers(json, "values", trial.Values);
        // One under way begins again where it was given out.
        int count = trial.State == TrialState.Running ? trial.SettledReports : trial.Reports.Count;
        IEnumerable<TrialReport> reports = trial.Reports.Take(count);
        if (reports.Any())
        {
            json.WriteStartArray("reports");
            foreach (TrialReport report in reports) Write(json, report);
            json.WriteEndArray();
        }
        if (trial.Violation > 0) json.WriteNumber("violation", trial.Violation);
        if (trial.Budget is { } budget) json.WriteNumber("budget", budget);
        if (trial.Error is not null) json.WriteString("error", trial.Error);
        if (trial.Retries > 0) json.WriteNumber("retries", trial.Retries);
        if (withTimes && trial.Times is { } times)
        {
            json.WriteStartObject("run");
            json.WriteString("start", times.Start);
            json.WriteString("end", times.End);
            json.WriteNumber("seconds", trial.Duration.TotalSeconds);
            if (trial.Worker is { } worker) json.WriteNumber("worker", worker);
            if (trial.Process is { } process) json.WriteString("process", process);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TrialReport report)
    {
        json.WriteStartArray();
        json.WriteNumberValue(report.Step);
        foreach (double value in report.Values) WriteNumber(json, value);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string? name, ParameterValues values)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        foreach (HyperParameter parameter in values.Space.Parameters)
        {
            double number = values.Numbers[parameter.Index];
            if (double.IsNaN(number)) continue;
            if (parameter.Domain.IsChoice) json.WriteString(parameter.Name, parameter.TextOf(number));
            else json.WriteNumber(parameter.Name, number);
        }
        json.WriteEndObject();
    }

    /// <summary>An array of texts, with a name where it is a member.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string? name, IEnumerable<string> texts)
    {
        if (name is null) json.WriteStartArray();
        else json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers) WriteNumber(json, number);
        json.WriteEndArray();
    }

    /// <summary>JSON has no infinities.</summary>
    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteStringValue(Invariant($"{number}"));
    }
}
