using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>A test that needs the tables that come with scikit-learn; skipped, saying why, where they are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScikitLearnFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(SampleTables.Reason, test);
