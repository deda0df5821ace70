using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>A test that writes gigabytes: it runs where <c>MINIGRAD_LARGE_FILES</c> is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LargeFilesFactAttribute : FactAttribute
{
    private const string Variable = "MINIGRAD_LARGE_FILES";

    public LargeFilesFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            Skip = $"It writes gigabytes; set {Variable}=1 to run it.";
    }
}
