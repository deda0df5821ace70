using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Serialization;

/// <summary>A test that needs Python 3 with a module; skipped, saying why, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute(string module, [CallerMemberName] string test = "") : ConditionalFactAttribute(
    Python.Find(module) is null ? $"There is no Python 3 with the module {module} here." : null, test)
{
    public string Module => module;
}
