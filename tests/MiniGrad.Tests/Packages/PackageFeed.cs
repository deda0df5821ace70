namespace MiniGrad.Tests.Packages;

/// <summary>Where a project outside the repository has its packages from.</summary>
internal static class PackageFeed
{
    /// <summary>The folder of the packages that were restored for the tests and tools.</summary>
    public static string KnownPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The text of a <c>NuGet.config</c>: packages from one folder alone, restored to one beside the file. What they need of
    /// others was restored for the tests already.</summary>
    public static string Configuration(string packages) => $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="restored" /></config>
          <packageSources><clear /><add key="built" value="{packages}" /></packageSources>
          <fallbackPackageFolders><add key="known" value="{KnownPackages}" /></fallbackPackageFolders>
        </configuration>
        """;
}
