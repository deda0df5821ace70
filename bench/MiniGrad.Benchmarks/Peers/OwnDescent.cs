using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>MiniGrad's own gradient descent on the same network, beside which another update rule shows what it costs.</summary>
internal sealed class OwnDescent : PeerContestant
{
    private readonly MiniGradContestant<float> own = new(isEager: false);

    public override string Version => "MiniGrad, sgd";

    public override int Threads { get; } = Parallelism.ThreadCount;

    /// <summary>No: outputs do not depend on how the weights were found.</summary>
    public override bool Infers => false;

    public override bool Supports(Workload workload) => workload.Optimizer is OptimizerKind.Adam;

    public override Round Measure(Workload workload, int steps, int rows) =>
        own.Measure(workload with { Optimizer = OptimizerKind.Sgd }, steps, rows) with { Row = double.NaN };

    public override void Dispose() { }
}
