using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniGrad.Search.Sqlite;

/// <summary>What SQLite means, in sentences.</summary>
internal static class SqliteTroubles
{
    /// <summary>Of a file that is no longer what was written.</summary>
    public const string Damaged =
        "damaged or cut off; go on with a copy of it, or save what the program sqlite3 finds in it by its command .recover";

    private const string Full =
        "the disk is full; this was not written, all that was told before is kept, and it can be done again once there is room";

    /// <summary>Whether a connection is better opened again after this.</summary>
    public static bool IsOfConnection(SqliteException trouble) => trouble.SqliteErrorCode is
        raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_READONLY;

    /// <param name="trouble">What SQLite said.</param>
    /// <param name="path">The file.</param>
    public static string Explain(SqliteException trouble, string path) => trouble.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => Full,
        raw.SQLITE_IOERR when trouble.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHMSIZE => Full,
        raw.SQLITE_IOERR => Invariant(
            $"the disk did not read or write as it should (SQLite error {trouble.SqliteExtendedErrorCode}); what was told before is kept"),
        raw.SQLITE_READONLY => "the file or its folder may only be read; nothing was written",
        raw.SQLITE_CORRUPT => Damaged,
        raw.SQLITE_NOTADB => Kind(path),
        raw.SQLITE_CANTOPEN => Closed(path),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Invariant(
            $"another program has held the file for {SqliteWork.LongestWait.TotalSeconds} seconds; it can be done again"),
        raw.SQLITE_NOMEM => "there is not enough memory",
        raw.SQLITE_ERROR when trouble.Message.Contains("no such ", StringComparison.Ordinal) =>
            $"the tables of studies are incomplete: {trouble.Message}; go on with a copy of the file",
        _ => trouble.Message,
    };

    /// <summary>What is no SQLite file; nobody has it open as one.</summary>
    public static string Kind(string path)
    {
        try
        {
            using StreamReader text = File.OpenText(path);
            char[] begin = new char[200];
            string start = new(begin, 0, text.ReadBlock(begin, 0, begin.Length));
            if (start.TrimStart().StartsWith('{') && start.Contains("\"study\":", StringComparison.Ordinal))
                return "a study that Study.Save has written, not a file of studies; open another file and take it over by Study.Resume";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // Then there is no more to say.
        }
        return "not a file of studies, nor of SQLite; nothing was changed";
    }

    private static string Closed(string path)
    {
        if (!File.Exists(path)) return "the file cannot be made; may this user write to its folder?";
        if (File.Exists($"{path}-wal") && !File.Exists($"{path}-shm"))
            return $"what was told last lies in '{path}-wal', which can be read only where a file '{path}-shm' can be made; " +
                "copy both to a folder that can be written to, and open them there";
        try
        {
            using FileStream file = File.OpenRead(path);
            return "the file cannot be opened; may this user write to its folder?";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return $"the file cannot be opened: {trouble.Message}";
        }
    }
}
