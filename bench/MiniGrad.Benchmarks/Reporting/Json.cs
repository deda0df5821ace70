using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniGrad.Benchmarks.Reporting;

/// <summary>Reports for other programs: in one line, its keys in snake case.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>A report that another process printed.</summary>
    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, options)!;

    public static void Print<T>(T report) => Console.WriteLine(JsonSerializer.Serialize(report, options));
}
