using MiniGrad.Data;

namespace MiniGrad;

/// <summary>What one step learns from: inputs with targets of numbers or with labels, and the samples' weights where they do not all count the same.</summary>
internal readonly record struct StepData<T>(Tensor<T> Inputs, Tensor<T>? Targets, IndexTensor? Labels, Tensor<T>? Weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The shape of the targets or the labels.</summary>
    public Shape TargetShape => Targets?.Shape ?? Labels!.Shape;

    /// <summary>How many tensors of numbers there are.</summary>
    public int TensorCount => 1 + (Targets is null ? 0 : 1) + (Weights is null ? 0 : 1);

    public static StepData<T> Of(LabeledBatch<T> batch) => new(batch.Inputs, null, batch.Labels, batch.Weights);

    public static StepData<T> Of(Batch<T> batch) => new(batch.Inputs, batch.Targets, null, batch.Weights);

    /// <summary>The tensors of numbers in order, the labels, and what the numbers are besides inputs.</summary>
    public static StepData<T> Of(Tensor<T>[] tensors, IndexTensor? labels, bool hasTargets, bool hasWeights) =>
        new(tensors[0], hasTargets ? tensors[1] : null, labels, hasWeights ? tensors[^1] : null);

    /// <summary>The tensors of numbers in order: inputs, targets, weights.</summary>
    public Tensor<T> Tensor(int place) => place == 0 ? Inputs : place == 1 ? Targets ?? Weights! : Weights!;
}
