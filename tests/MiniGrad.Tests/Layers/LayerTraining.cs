using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Tests.Layers;

/// <summary>Some steps of training of a network of the catalog.</summary>
internal static class LayerTraining
{
    private const int Steps = 24;

    public static TrainingStep<T> Step<T>(Layer<T> model, Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));

    /// <summary>The losses of all steps, and the parameters and buffers after them. Now and then a batch is smaller.</summary>
    public static T[] Train<T>(LayerCatalogRow<T> row, bool capture) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Layer<T> model = row.Create(new Random(1));
        Sgd<T> optimizer = new(model.Parameters, 0.01, momentum: 0.9);
        TrainingStep<T> step = Step(model, optimizer);
        Random random = new(2);
        List<T> figures = [];
        for (int i = 0; i < Steps; i++)
        {
            int rows = i % 5 == 4 ? 13 : 200;
            Tensor<T> x = row.Input(rows, random), y = Tensor.Uniform<T>([rows, 5], -T.One, T.One, random);
            figures.Add(capture ? step.Run(new(x, y)) : optimizer.Step(() => Loss.MeanSquaredError(model.Forward(x), y)));
        }
        return [.. figures, .. State(model)];
    }

    public static T[] State<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. model.Parameters.Concat(model.NamedBuffers.Select(entry => entry.Buffer)).SelectMany(tensor => tensor.ToArray())];
}
