using MiniGrad.Kernels;
using MiniGrad.Layers;

namespace MiniGrad;

/// <summary>A model's forward pass in inference, captured: recorded for inputs of a shape and then replayed, to the same bits as
/// <see cref="Layer{T}.Predict"/> and without allocating anything.</summary>
/// <remarks>It uses the model's weights as they are at each run. Each thread needs a step of its own; any number of them can run on one
/// model at once. Runs 1, 2, 4, 8, 16 and so on for inputs of one shape call the model and are compared; a model must keep to the rules of
/// <see cref="TrainingStep{T}"/>.</remarks>
public sealed class InferenceStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T> model;
    private readonly RecentlyUsed<Variant, Shape> variants =
        new([MethodImpl(AggressiveOptimization)] static (known, shape) => known.Shape == shape);

    private Variant? latest;

    /// <param name="model">What to run.</param>
    public InferenceStep(Layer<T> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
    }

    /// <summary>The model's output for a batch.</summary>
    /// <param name="input">The batch, its samples along the first axis.</param>
    /// <returns>The output. The next run for an input of the same shape overwrites its values.</returns>
    /// <exception cref="ArgumentException">The model does not take such an input.</exception>
    /// <exception cref="CaptureException">The model cannot be captured; the message says why.</exception>
    [MethodImpl(AggressiveOptimization)]
    public Tensor<T> Run(Tensor<T> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Capture.CheckNotNested();
        if (latest is not { } variant || variant.Shape != input.Shape)
        {
            if (variants.Find(input.Shape) is not { } found)
            {
                if (!variants.IsWorthAdding(input.Shape)) return model.Predict(input);
                found = Record(input);
            }
            latest = variant = found;
        }
        if (variant.Own is { } own) input.Buffer.CopyTo(own.Buffer);
        else variant.Recording.Bind(0, input);
        if (variant.Recording.IsAllPrepared) variant.Recording.Run();
        else RunShared(variant);
        return variant.Recording.Results[0]!;
    }

    private static void RunShared(Variant variant)
    {
        using ThreadChoice.Run run = variant.Threads.Begin();
        variant.Recording.Run();
    }

    /// <summary>Has the next run for inputs of each shape call the model again, and compare what it does with what was recorded.</summary>
    public void Verify()
    {
        foreach (Variant variant in variants.Items) variant.Recording.VerifyNext();
    }

    // Results of different shapes may be in use at the same time, so they do not share memory.
    private Variant Record(Tensor<T> input)
    {
        Tensor<T>? own = input.ElementCount > StepRecording<T>.MaxSmallInputs ? null
            : new Tensor<T>(Storage<T>.Aligned(input.ElementCount), input.Shape);
        StepRecording<T> recording = new(
            x => [model.Predict(x[0])], [own ?? input], inputsStay: own is not null, labels: [], model.Parameters, buffers: []);
        return variants.Add(new Variant(input.Shape, recording, own));
    }

    private sealed class Variant(Shape shape, StepRecording<T> recording, Tensor<T>? own)
    {
        public Shape Shape { get; } = shape;

        public StepRecording<T> Recording { get; } = recording;

        /// <summary>A copy of the input, if that is small.</summary>
        public Tensor<T>? Own { get; } = own;

        public ThreadChoice Threads { get; } = new();
    }
}
