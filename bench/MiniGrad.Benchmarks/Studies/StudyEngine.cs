using System.Data.Common;
using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>A database that keeps studies: opened by MiniGrad, by its bare provider and by Optuna.</summary>
internal abstract class StudyEngine
{
    /// <summary>The name, for tables.</summary>
    public abstract string Name { get; }

    /// <summary>What another process opens it by: a file, or a connection string.</summary>
    public abstract string Place { get; }

    /// <summary>The storage, opened anew.</summary>
    public abstract StudyStorage Open();

    /// <summary>A connection by the same provider, with the settings that the storage has.</summary>
    public abstract DbConnection Connect();

    /// <summary>What Optuna opens it by, without a password, at a port of its own where it is not null.</summary>
    public abstract string OptunaUrl(int? port);

    /// <summary>The password, for Optuna.</summary>
    public virtual string? Password => null;

    /// <summary>The engine of a place.</summary>
    public static StudyEngine Of(string place) => place.Contains('=', StringComparison.Ordinal)
        ? new PostgreSqlEngine(place)
        : new SqliteEngine(Path.GetDirectoryName(place)!, Path.GetFileName(place));
}
