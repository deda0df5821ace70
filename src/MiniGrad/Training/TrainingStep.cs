using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Kernels;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>
/// One step of training, captured: the loss of a batch, its gradients and the update of the parameters, recorded once and replayed on every batch
/// after that, with the same numbers as when each operation is called, to the last bit, and without allocating anything.
/// </summary>
/// <remarks>
/// <para>
/// The first two steps for inputs of one shape run the function as it is and are compared; from the third on, what was seen is replayed.
/// Batches of another shape, such as a smaller last one, get a recording of their own. The learning rate and everything else in the optimizer
/// stays live, frozen parameters are noticed, and operations with randomness, such as dropout, draw anew at every step.
/// </para>
/// <para>
/// What the function does besides operations on tensors happens only while it is recorded. So it must compute the same way every time: not look at
/// values, not branch on them, not use numbers that change (an annealed factor, random numbers from elsewhere). Most of that is detected and
/// refused; settings of operations, such as an exponent, are taken as constant. A function that cannot keep to this runs with
/// <c>capture: false</c>.
/// </para>
/// <para>Not safe for use by several threads at once, as training is not. Tensors that the function let out hold other values after the next step.</para>
/// </remarks>
public sealed class TrainingStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>So many shapes are remembered; of more, the oldest is forgotten.</summary>
    private const int MaxVariants = 16;

    private readonly Optimizer<T> optimizer;
    private readonly Func<Tensor<T>, Tensor<T>, Tensor<T>>? lossOfTargets;
    private readonly Func<Tensor<T>, IndexTensor, Tensor<T>>? lossOfLabels;
    private readonly bool capture;
    private readonly List<Variant> variants = [];
    private readonly List<Storage<T>> buffers = [];
    private Variant? current;

    /// <summary>A step that learns classes.</summary>
    /// <param name="optimizer">Updates the parameters, which are those that the loss is differentiated in respect of.</param>
    /// <param name="loss">From a batch of inputs and its labels to the loss, of one element.</param>
    /// <param name="capture">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    [OverloadResolutionPriority(1)]
    public TrainingStep(Optimizer<T> optimizer, Func<Tensor<T>, IndexTensor, Tensor<T>> loss, bool capture = true)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        this.optimizer = optimizer;
        this.capture = capture;
        lossOfLabels = loss;
    }

    /// <summary>A step that learns numbers.</summary>
    /// <param name="optimizer">Updates the parameters, which are those that the loss is differentiated in respect of.</param>
    /// <param name="loss">From a batch of inputs and its targets to the loss, of one element.</param>
    /// <param name="capture">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    public TrainingStep(Optimizer<T> optimizer, Func<Tensor<T>, Tensor<T>, Tensor<T>> loss, bool capture = true)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        this.optimizer = optimizer;
        this.capture = capture;
        lossOfTargets = loss;
    }

    /// <summary>Computes the loss and its gradients, and updates the parameters.</summary>
    /// <returns>The loss before the update.</returns>
    /// <remarks>The gradients are then in <see cref="Parameter{T}.Gradient"/>, until the next step overwrites them.</remarks>
    /// <exception cref="InvalidOperationException">This step learns numbers, not labels; or the function cannot be captured, and the message says why.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public T Run(Tensor<T> inputs, IndexTensor labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (lossOfLabels is null) throw new InvalidOperationException("TrainingStep: this step was made for targets of numbers, got labels.");
        Variant variant = Find(inputs.Shape, labels.Shape) ?? Record(lossOfLabels, inputs, labels);
        labels.Span.CopyTo(variant.Labels!.Buffer);
        variant.Recording.Bind(0, inputs);
        return Run(variant);
    }

    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(Tensor<T> inputs, Tensor<T> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (lossOfTargets is null) throw new InvalidOperationException("TrainingStep: this step was made for labels, got targets of numbers.");
        Variant variant = Find(inputs.Shape, targets.Shape) ?? Record(lossOfTargets, inputs, targets);
        variant.Recording.Bind(0, inputs);
        variant.Recording.Bind(1, targets);
        return Run(variant);
    }

    /// <summary>The same on a batch of a data set, whose samples are copied to memory of this step's own: nothing is allocated.</summary>
    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(LabeledBatch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (lossOfLabels is null) throw new InvalidOperationException("TrainingStep: this step was made for targets of numbers, got labels.");
        Variant variant = Find(batch.InputShape, batch.LabelShape) ?? Record(lossOfLabels, batch.Inputs, batch.Labels);
        batch.CopyTo(variant.OwnMemory(0), variant.Labels!.Buffer);
        return Run(variant);
    }

    /// <inheritdoc cref="Run(LabeledBatch{T})"/>
    public T Run(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (lossOfTargets is null) throw new InvalidOperationException("TrainingStep: this step was made for labels, got targets of numbers.");
        Variant variant = Find(batch.InputShape, batch.TargetShape) ?? Record(lossOfTargets, batch.Inputs, batch.Targets);
        batch.CopyTo(variant.OwnMemory(0), variant.OwnMemory(1));
        return Run(variant);
    }

    private T Run(Variant variant)
    {
        using ThreadChoice.Run run = variant.Threads.Begin();
        if (capture) variant.Recording.Run();
        else variant.Recording.RunUncaptured();
        Tensor<T>?[] results = variant.Recording.Results;
        for (int i = 1; i < results.Length; i++) optimizer.At(i - 1).SetGradient(results[i]);
        optimizer.Step();
        return results[0]!.Buffer[0];
    }

    private Variant? Find(Shape inputs, Shape targets)
    {
        if (current is not null && current.Fits(inputs, targets)) return current;
        for (int i = variants.Count - 1; i >= 0; i--)
        {
            if (variants[i].Fits(inputs, targets)) return current = variants[i];
        }
        return null;
    }

    private Variant Record(Func<Tensor<T>, IndexTensor, Tensor<T>> loss, Tensor<T> inputs, IndexTensor labels)
    {
        IndexTensor own = new(labels.ToArray(), labels.Shape);
        return Add(new Variant(new StepRecording<T>(x => Differentiate(() => loss(x[0], own)), [inputs], own, buffers), labels.Shape, optimizer) { Labels = own });
    }

    private Variant Record(Func<Tensor<T>, Tensor<T>, Tensor<T>> loss, Tensor<T> inputs, Tensor<T> targets) =>
        Add(new Variant(new StepRecording<T>(x => Differentiate(() => loss(x[0], x[1])), [inputs, targets], labels: null, buffers), targets.Shape, optimizer));

    private Variant Add(Variant variant)
    {
        if (variants.Count == MaxVariants) variants.RemoveAt(0);
        variants.Add(variant);
        return current = variant;
    }

    /// <summary>The loss, followed by its gradient in respect of each parameter; null for one that it does not depend on, or that is frozen.</summary>
    private Tensor<T>?[] Differentiate(Func<Tensor<T>> function)
    {
        using GraphRegion region = new(recording: true, inference: false);
        Tensor<T> loss = function() ?? throw new InvalidOperationException("TrainingStep: the function returned null.");
        Tensor<T> seed = loss.CheckSeed(null, nameof(TrainingStep<T>));
        return [loss, .. GradientWalk<T>.ToInputs(loss, optimizer.Parameters, seed, retainGraph: false, createGraph: false)];
    }

    /// <summary>The step for batches of one shape, while the same parameters are frozen.</summary>
    private sealed class Variant(StepRecording<T> recording, Shape targets, Optimizer<T> optimizer)
    {
        private readonly bool[] areFrozen = [.. optimizer.Parameters.Select(parameter => parameter.IsFrozen)];

        private readonly Tensor<T>?[] own = new Tensor<T>?[2];

        public StepRecording<T> Recording => recording;

        public IndexTensor? Labels { get; init; }

        public ThreadChoice Threads { get; } = new();

        /// <summary>Binds an input to memory that belongs to this variant, to be filled with new values.</summary>
        public Span<T> OwnMemory(int input)
        {
            Tensor<T> memory = own[input] ??= new Tensor<T>(Storage<T>.Aligned(recording.InputShape(input).ElementCount), recording.InputShape(input));
            recording.Bind(input, memory);
            return memory.Buffer;
        }

        public bool Fits(Shape inputShape, Shape targetShape)
        {
            if (recording.InputShape(0) != inputShape || targets != targetShape) return false;
            for (int i = 0; i < areFrozen.Length; i++)
                if (optimizer.At(i).IsFrozen != areFrozen[i]) return false;
            return true;
        }
    }
}
