using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

namespace Xor;

/// <summary>What became of one starting point.</summary>
/// <param name="Model">The trained network; its output is a logit.</param>
/// <param name="Steps">The steps taken.</param>
/// <param name="FinalLoss">The loss after them.</param>
internal sealed record XorResult(Mlp<float> Model, int Steps, float FinalLoss)
{
    /// <summary>Whether the loss is below the target. False for NaN too.</summary>
    public bool IsSolved => FinalLoss < XorProblem.TargetLoss;
}

/// <summary>Exclusive or: 1 where exactly one of two inputs is 1.</summary>
internal static class XorProblem
{
    /// <summary>
    /// The mean of −ln p over the four rows, with p the probability of the right answer, counts as solved below this: then no row's −ln p
    /// exceeds 0.08, so that every p is above 0.92.
    /// </summary>
    public const float TargetLoss = 0.02f;

    // Twenty times what a usual starting point needs.
    private const int MaximumSteps = 1000;

    /// <summary>The four rows of the truth table.</summary>
    public static Tensor<float> Inputs { get; } = Tensor.Create(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });

    /// <summary>The right answers, one in each row.</summary>
    public static Tensor<float> Targets { get; } = Tensor.Create(new float[,] { { 0 }, { 1 }, { 1 }, { 0 } });

    /// <summary>Trains a network on the whole table until it is solved, or until there is little hope.</summary>
    public static XorResult Solve(int seed)
    {
        var model = new Mlp<float>([2, 8, 1], Activation.Tanh, new Random(seed));
        var optimizer = new Adam<float>(model.Parameters, learningRate: 0.05);

        for (int step = 0; ; step++)
        {
            Tensor<float> loss = Loss.BinaryCrossEntropyWithLogits(model.Forward(Inputs), Targets);
            if (loss.ToScalar() < TargetLoss || step == MaximumSteps) return new XorResult(model, step, loss.ToScalar());
            loss.Backward();
            optimizer.Step();
            optimizer.ZeroGradients();
        }
    }
}
