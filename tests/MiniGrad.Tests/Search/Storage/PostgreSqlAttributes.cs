using System.Runtime.CompilerServices;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>A test that needs a PostgreSQL server; skipped, saying why, where its programs are not here.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(PostgreSqlPrograms.Reason, test);

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlTheoryAttribute : TheoryAttribute
{
    /// <param name="test">The name of the test.</param>
    public PostgreSqlTheoryAttribute([CallerMemberName] string test = "")
    {
        if (PostgreSqlPrograms.Reason is not { } reason) return;
        Skip = reason;
        DisplayName = $"{test}: {reason}";
    }
}
