using System.Collections.Concurrent;
using MiniGrad.Layers;

namespace MiniGrad;

/// <summary>A model's predictions for any number of samples, in batches of captured steps. Safe for many threads at once.</summary>
/// <remarks>It uses the model's weights as they are at each call; while another thread changes them, predictions are undefined.</remarks>
public sealed class Predictor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T> model;
    private readonly bool captures;
    private readonly ConcurrentBag<InferenceStep<T>> steps = [];

    /// <param name="model">The model.</param>
    /// <param name="batchSize">The most samples computed together, at least 1. Default: 256.</param>
    /// <param name="captures">Whether the forward pass is captured. Default: yes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public Predictor(Layer<T> model, int batchSize = 256, bool captures = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.captures = captures;
        BatchSize = Guard.AtLeast(batchSize, 1, "Predictor", "the batch size");
    }

    /// <summary>The most samples computed together.</summary>
    public int BatchSize { get; }

    /// <summary>The model's outputs, as in inference.</summary>
    /// <param name="inputs">Any number of samples along the first axis.</param>
    /// <returns>As many outputs along the first axis.</returns>
    /// <exception cref="ArgumentException">The model does not take such inputs, or there is no first axis.</exception>
    /// <exception cref="InvalidOperationException">The model's outputs are not one for each sample.</exception>
    /// <exception cref="CaptureException">It cannot be captured; the message says why.</exception>
    public Tensor<T> Predict(Tensor<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Rank == 0)
            throw new ArgumentException($"Predict: expected samples along a first axis, got shape {inputs.Shape}.", nameof(inputs));
        try
        {
            return PredictBatches(inputs);
        }
        catch (ArgumentException error) when (inputs.Rank == 1 || inputs.Shape[0] > BatchSize)
        {
            string sentence =
                $"Predict: the model does not take inputs of shape {inputs.Shape}.{HintForVector(inputs)}{Problem(error, inputs)}";
            throw new ArgumentException(sentence, nameof(inputs), error);
        }
    }

    private Tensor<T> PredictBatches(Tensor<T> inputs)
    {
        int count = inputs.Shape[0];
        if (count <= BatchSize) return Compute(inputs, static output => Tensor.Create(output.Span, output.Shape));

        int sampleSize = inputs.ElementCount / count, outputSize = 0;
        T[] outputs = [];
        Shape shape = Shape.Scalar;
        for (int start = 0; start < count; start += BatchSize)
        {
            int size = Math.Min(BatchSize, count - start);
            Tensor<T> batch = Tensor.Create(inputs.Span.Slice(start * sampleSize, size * sampleSize), inputs.Shape.With(0, size));
            Compute(batch, output =>
            {
                if (start == 0)
                {
                    outputSize = output.ElementCount / size;
                    shape = output.Shape.With(0, count);
                    outputs = GC.AllocateUninitializedArray<T>(shape.ElementCount);
                }
                output.Span.CopyTo(outputs.AsSpan(start * outputSize));
                return true;
            });
        }
        return new Tensor<T>(outputs, shape);
    }

    /// <summary>The class of the largest output of each sample; of a single output, a logit, 1 if it is above 0.</summary>
    /// <param name="inputs">Any number of samples along the first axis.</param>
    /// <returns>The classes, [samples].</returns>
    /// <exception cref="InvalidOperationException">The outputs are not of shape [samples, classes].</exception>
    /// <inheritdoc cref="Predict" path="/*[not(self::param)]"/>
    public IndexTensor PredictClasses(Tensor<T> inputs)
    {
        Tensor<T> outputs = PredictScores(inputs);
        if (outputs.Shape[1] > 1) return outputs.ArgMax(1);
        return IndexTensor.Create(Array.ConvertAll(outputs.ToArray(), logit => logit > T.Zero ? 1 : 0));
    }

    /// <summary>The probability of each class: the softmax of the logits; of a single logit x, <c>1 − σ(x)</c> and <c>σ(x)</c>.</summary>
    /// <param name="inputs">Any number of samples along the first axis.</param>
    /// <returns>[samples, classes], or [samples, 2] where there is one output.</returns>
    /// <exception cref="InvalidOperationException">The outputs are not of shape [samples, classes].</exception>
    /// <inheritdoc cref="Predict" path="/*[not(self::param)]"/>
    public Tensor<T> PredictProbabilities(Tensor<T> inputs)
    {
        Tensor<T> outputs = PredictScores(inputs);
        return outputs.Shape[1] > 1 ? outputs.Softmax() : Tensor.Concatenate([(-outputs).Sigmoid(), outputs.Sigmoid()], axis: 1);
    }

    /// <summary>Hands the output for one batch to a function, before it is overwritten by another.</summary>
    internal TResult Compute<TResult>(Tensor<T> batch, Func<Tensor<T>, TResult> use)
    {
        if (!captures) return use(Checked(batch, model.Predict(batch)));
        if (!steps.TryTake(out InferenceStep<T>? step)) step = new InferenceStep<T>(model);
        TResult result = use(Checked(batch, step.Run(batch)));
        steps.Add(step);
        return result;
    }

    private Tensor<T> PredictScores(Tensor<T> inputs)
    {
        Tensor<T> outputs = Predict(inputs);
        return outputs.Rank == 2 && outputs.Shape[1] > 0
            ? outputs : throw new InvalidOperationException(
                $"Predict: expected the model's outputs to be [samples, classes], got {outputs.Shape}.{HintForVector(inputs)}");
    }

    /// <summary>What the model said of inputs, about the shape that the caller knows rather than that of a batch.</summary>
    private string Problem(ArgumentException error, Tensor<T> inputs)
    {
        bool isBatch = inputs.Shape[0] > BatchSize;

        // A part of a vector has a length that nobody has asked for.
        if (isBatch && inputs.Rank == 1) return "";
        string problem = error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
        if (isBatch) problem = problem.Replace($"{inputs.Shape.With(0, BatchSize)}", $"{inputs.Shape}", StringComparison.Ordinal);
        return $" {problem}";
    }

    /// <summary>What to say to a single sample, which is easily given as a vector.</summary>
    private static string HintForVector(Tensor<T> inputs) =>
        inputs.Rank == 1 ? $" Inputs are [samples, features]: one sample is [1, {inputs.ElementCount}]." : "";

    private static Tensor<T> Checked(Tensor<T> batch, Tensor<T> output) => output.Rank > 0 && output.Shape[0] == batch.Shape[0]
        ? output : throw new InvalidOperationException(
            $"Predict: expected an output for each of {batch.Shape[0]} samples along the first axis, got shape " +
            $"{output.Shape}.{HintForVector(batch)}");
}
