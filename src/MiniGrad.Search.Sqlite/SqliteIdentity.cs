using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniGrad.Search.Sqlite;

/// <summary>Whether a file that is open is still the one of its name.</summary>
/// <remarks>SQLite is asked, by the one function of it that its binding leaves out. .NET does not tell by what number a system knows a
/// file, and it cannot be opened to be compared: closing it would end the locks that SQLite has on it in the same process.</remarks>
internal static partial class SqliteIdentity
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLITE_FCNTL_HAS_MOVED.</summary>
    private const int MovedQuestion = 20;

    // A program may bring another build of SQLite, which does not know the connections of this one.
    private static readonly bool canAsk = raw.GetNativeLibraryName() == Library;

    /// <summary>Whether the file was moved or removed, or another has its name; no where the system allows none of these, as Windows
    /// does.</summary>
    public static bool HasMoved(SqliteConnection connection) =>
        canAsk && Control(connection.Handle!, 0, MovedQuestion, out int hasMoved) == raw.SQLITE_OK && hasMoved != 0;

    [LibraryImport(Library, EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int Control(sqlite3 connection, nint database, int question, out int answer);
}
