using Xunit;

namespace MiniGrad.Tests.Serialization;

/// <summary>A test that needs Python 3 with a module; skipped, saying why, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module)
    {
        Module = module;
        if (Python.Find(module) is null) Skip = $"There is no Python 3 with the module {module} here.";
    }

    public string Module { get; }
}
