namespace MiniGrad.Benchmarks.Steps;

/// <summary>The update rules to choose from.</summary>
internal enum OptimizerKind
{
    Sgd,
    Momentum,
    Adam,
}
