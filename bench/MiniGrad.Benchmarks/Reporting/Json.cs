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

    public static void Print<T>(T report) => Console.WriteLine(JsonSerializer.Serialize(report, options));
}
