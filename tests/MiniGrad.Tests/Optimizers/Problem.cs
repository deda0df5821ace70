using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Tests.Optimizers;

/// <summary>A small network with a batch to learn, the same one every time, eagerly or by a captured step.</summary>
internal sealed class Problem<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Batch<T> samples;
    private readonly Tensor<T> inputs;
    private readonly IndexTensor labels;
    private readonly TrainingStep<T>? step;

    /// <param name="create">Makes the optimizer of the parameters. Default: heavy ball.</param>
    /// <param name="capture">Whether steps are captured.</param>
    /// <param name="width">Hidden units; many enough make threads share the work.</param>
    public Problem(Func<IReadOnlyList<Parameter<T>>, Optimizer<T>>? create = null, bool capture = false, int width = 9)
    {
        Random random = new(4);
        Model = new Mlp<T>([5, width, 3], Activation.Tanh, random);
        inputs = Tensor.Uniform<T>([16, 5], -T.One, T.One, random);
        labels = new IndexTensor([.. Enumerable.Range(0, 16).Select(_ => random.Next(3))], [16]);
        samples = new Batch<T>(inputs, labels);
        Optimizer = create?.Invoke(Model.Parameters) ?? new Sgd<T>(Model.Parameters, 0.2, 0.9, MomentumKind.HeavyBall);
        if (capture) step =
            new TrainingStep<T>(Optimizer, batch => MiniGrad.Losses.Loss.CrossEntropy(Model.Forward(batch.Inputs), batch.Labels));
    }

    public Mlp<T> Model { get; }

    public Optimizer<T> Optimizer { get; }

    public void Step()
    {
        if (step is not null) step.Run(samples);
        else Optimizer.Step(Loss);
    }

    public Tensor<T> Loss() => MiniGrad.Losses.Loss.CrossEntropy(Model.Forward(inputs), labels);

    /// <summary>The loss of another batch, without training.</summary>
    public T Evaluate() => MiniGrad.Losses.Loss.CrossEntropy(Model.Forward(inputs * T.CreateTruncating(0.5)), labels).ToScalar();

    /// <summary>All values of all parameters.</summary>
    public T[] Values() => [.. Model.Parameters.SelectMany(parameter => parameter.ToArray())];
}
