namespace MiniGrad.Tests.Search;

/// <summary>Where PostgreSQL's programs are, and by whom they are run.</summary>
internal static class PostgreSqlPrograms
{
    private const string Variable = "MINIGRAD_NEEDS_POSTGRESQL";

    private static readonly Lazy<string?> found = new(Find);

    /// <summary>Where they are.</summary>
    public static string Folder => found.Value ?? throw new InvalidOperationException(
        $"PostgreSQL's programs (initdb, pg_ctl) are not here: neither where pg_config --bindir says nor in /usr/lib/postgresql/*/bin. " +
        $"Install Debian's package postgresql, or do not set {Variable}.");

    /// <summary>Why tests that need them are skipped, or null. Where the variable says that they must be here, tests fail without
    /// them.</summary>
    public static string? Reason =>
        found.Value is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            ? null : $"PostgreSQL's programs are not here; install Debian's package postgresql. With {Variable}=1 this fails.";

    /// <summary>The command line that has a shell run a script; as the user postgres for root, as whom PostgreSQL does not run.</summary>
    public static string[] AsOwner(string script)
    {
        if (!Environment.IsPrivilegedProcess) return ["sh", "-c", script];
        (string Program, string[] Arguments)[] ways =
        [
            ("runuser", ["-u", "postgres", "--", "sh", "-c", script]),
            ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c", script]),
            ("su", ["postgres", "-s", "/bin/sh", "-c", script]),
        ];
        foreach ((string program, string[] arguments) in ways)
            if (Command.Find(program) is { } path) return [path, .. arguments];
        throw new InvalidOperationException("PostgreSQL does not run as root, and there is neither runuser nor setpriv nor su.");
    }

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux()) return null;
        List<string> folders = [];
        if (Command.Find("pg_config") is { } config) folders.Add(Command.Run(config, ["--bindir"]).Trim());
        if (Directory.Exists("/usr/lib/postgresql"))
            folders.AddRange(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => $"{folder}/bin"));
        return folders.Find(folder => File.Exists($"{folder}/initdb") && File.Exists($"{folder}/pg_ctl"));
    }
}
