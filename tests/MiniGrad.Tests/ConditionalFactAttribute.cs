using Xunit;

namespace MiniGrad.Tests;

/// <summary>A test that is skipped for a reason, which stands in its name, as consoles show nothing else of it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class ConditionalFactAttribute : FactAttribute
{
    /// <param name="reason">Why it cannot run here, or null.</param>
    /// <param name="test">The name of the test.</param>
    protected ConditionalFactAttribute(string? reason, string test)
    {
        if (reason is null) return;
        Skip = reason;
        DisplayName = $"{test}: {reason}";
    }
}
