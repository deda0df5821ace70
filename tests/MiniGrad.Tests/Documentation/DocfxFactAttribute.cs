using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MiniGrad.Tests.Packages;

namespace MiniGrad.Tests.Documentation;

/// <summary>A test that needs docfx, which <c>dotnet tool restore</c> fetches.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DocfxFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(Reason, test)
{
    private static string? Reason { get; } = Directory.Exists(Path.Combine(PackageFeed.KnownPackages, "docfx", Version))
        ? null
        : "docfx is not there: run 'dotnet tool restore'";

    private static string Version => Regex.Match(
        File.ReadAllText(Repository.FullPath(".config/dotnet-tools.json")), "\"docfx\": {\\s*\"version\": \"([^\"]*)\"").Groups[1].Value;
}
