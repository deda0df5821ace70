namespace MiniGrad.Search;

/// <summary>The tables and how they came to be: each step makes those of a version out of those of the one before.</summary>
internal static class StudySchema
{
    public static IReadOnlyList<Func<SqlDialect, string>> Steps { get; } = [First];

    private static string First(SqlDialect dialect) =>
        $"""
        CREATE TABLE minigrad_study (
            id BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            settings TEXT NOT NULL,
            processors TEXT NOT NULL,
            version BIGINT NOT NULL,
            revision BIGINT NOT NULL,
            queued BIGINT NOT NULL);
        CREATE TABLE minigrad_trial (
            study BIGINT NOT NULL REFERENCES minigrad_study (id),
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            body TEXT NOT NULL,
            lease BIGINT NOT NULL,
            holder TEXT,
            ends BIGINT NOT NULL,
            span BIGINT NOT NULL,
            progress TEXT,
            version BIGINT NOT NULL,
            stamp BIGINT NOT NULL,
            PRIMARY KEY (study, number)){dialect.TrialTable};
        CREATE TABLE minigrad_queued (
            study BIGINT NOT NULL REFERENCES minigrad_study (id),
            position BIGINT NOT NULL,
            body TEXT NOT NULL,
            token TEXT NOT NULL,
            PRIMARY KEY (study, position));
        CREATE TABLE minigrad_checkpoint (
            study BIGINT NOT NULL REFERENCES minigrad_study (id),
            trial INTEGER NOT NULL,
            content {dialect.Bytes} NOT NULL,
            PRIMARY KEY (study, trial));
        """;
}
