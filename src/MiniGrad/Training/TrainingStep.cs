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
/// values, not branch on them, not use numbers that change (an annealed factor, random numbers or indices from elsewhere), not run another captured
/// step. What can be seen of that in two runs is refused with the reason: reads of values, other operations, other settings, other tensors from outside.
/// What cannot be seen, such as a number that first changes at the tenth step, stays as it was. A function that cannot keep to this runs with
/// <c>capture: false</c>.
/// </para>
/// <para>Not safe for use by several threads at once, as training is not. Tensors that the function let out hold other values after the next step.</para>
/// </remarks>
public sealed class TrainingStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Optimizer<T> optimizer;
    private readonly Func<Tensor<T>, Tensor<T>, Tensor<T>>? lossOfTargets;
    private readonly Func<Tensor<T>, IndexTensor, Tensor<T>>? lossOfLabels;
    private readonly bool capture;
    private readonly RecentlyUsed<Variant> variants = new();
    private readonly List<Storage<T>> buffers = [];

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
    /// <exception cref="InvalidOperationException">
    /// This step learns numbers, not labels; the loss depends on none of the optimizer's parameters, or all of them are frozen; or the function cannot be
    /// captured, and the message says why.
    /// </exception>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public T Run(Tensor<T> inputs, IndexTensor labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        Func<Tensor<T>, IndexTensor, Tensor<T>> loss = LossOfLabels();
        if (!capture) return RunUncaptured(loss, inputs, labels);
        Variant variant = Find(inputs.Shape, labels.Shape) ?? Record(loss, inputs, labels);
        labels.Span.CopyTo(variant.Labels!.Buffer);
        variant.Recording.Bind(0, inputs);
        return Run(variant);
    }

    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(Tensor<T> inputs, Tensor<T> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        Func<Tensor<T>, Tensor<T>, Tensor<T>> loss = LossOfTargets();
        if (!capture) return RunUncaptured(loss, inputs, targets);
        Variant variant = Find(inputs.Shape, targets.Shape) ?? Record(loss, inputs, targets);
        variant.Recording.Bind(0, inputs);
        variant.Recording.Bind(1, targets);
        return Run(variant);
    }

    /// <summary>The same on a batch of a data set, whose samples are copied to memory of this step's own: nothing is allocated.</summary>
    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(LabeledBatch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Func<Tensor<T>, IndexTensor, Tensor<T>> loss = LossOfLabels();
        if (!capture) return RunUncaptured(loss, batch.Inputs, batch.Labels);
        Variant variant = Find(batch.InputShape, batch.LabelShape) ?? Record(loss, batch.Inputs, batch.Labels);
        batch.CopyTo(variant.OwnMemory(0), variant.Labels!.Buffer);
        return Run(variant);
    }

    /// <inheritdoc cref="Run(LabeledBatch{T})"/>
    public T Run(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Func<Tensor<T>, Tensor<T>, Tensor<T>> loss = LossOfTargets();
        if (!capture) return RunUncaptured(loss, batch.Inputs, batch.Targets);
        Variant variant = Find(batch.InputShape, batch.TargetShape) ?? Record(loss, batch.Inputs, batch.Targets);
        batch.CopyTo(variant.OwnMemory(0), variant.OwnMemory(1));
        return Run(variant);
    }

    /// <summary>
    /// The bytes that captured steps keep from one to the next: intermediate results and gradients, and copies of batches. 0 before the third step.
    /// </summary>
    internal unsafe long KeptBytes => buffers.Sum(buffer => (long)buffer.ArrayLength * sizeof(T)) + variants.Items.Sum(variant => variant.OwnBytes);

    private Func<Tensor<T>, IndexTensor, Tensor<T>> LossOfLabels() =>
        lossOfLabels ?? throw new InvalidOperationException("TrainingStep: this step was made for targets of numbers, got labels.");

    private Func<Tensor<T>, Tensor<T>, Tensor<T>> LossOfTargets() =>
        lossOfTargets ?? throw new InvalidOperationException("TrainingStep: this step was made for labels, got targets of numbers.");

    private T Run(Variant variant)
    {
        using ThreadChoice.Run run = variant.Threads.Begin();
        return optimizer.StepWith(variant.Evaluate);
    }

    private T RunUncaptured<TTargets>(Func<Tensor<T>, TTargets, Tensor<T>> loss, Tensor<T> inputs, TTargets targets) =>
        optimizer.StepWith(() => Pass(Differentiate(() => loss(inputs, targets), optimizer.Parameters), optimizer.Parameters));

    /// <summary>Hands the gradients to the parameters.</summary>
    /// <returns>The loss.</returns>
    internal static T Pass(Tensor<T>?[] results, IReadOnlyList<Parameter<T>> parameters)
    {
        for (int i = 1; i < results.Length; i++) parameters[i - 1].SetGradient(results[i]);
        return results[0]!.Buffer[0];
    }

    private Variant? Find(Shape inputs, Shape targets)
    {
        Capture.CheckNotNested();
        return variants.Find((Inputs: inputs, Targets: targets), static (variant, shapes) => variant.Fits(shapes.Inputs, shapes.Targets));
    }

    private Variant Record(Func<Tensor<T>, IndexTensor, Tensor<T>> loss, Tensor<T> inputs, IndexTensor labels)
    {
        IndexTensor own = new(labels.ToArray(), labels.Shape);
        StepRecording<T> recording = new(x => Differentiate(() => loss(x[0], own), optimizer.Parameters), [inputs], own, optimizer.Parameters, buffers);
        return variants.Add(new Variant(recording, labels.Shape, optimizer) { Labels = own });
    }

    private Variant Record(Func<Tensor<T>, Tensor<T>, Tensor<T>> loss, Tensor<T> inputs, Tensor<T> targets)
    {
        StepRecording<T> recording = new(x => Differentiate(() => loss(x[0], x[1]), optimizer.Parameters), [inputs, targets], labels: null, optimizer.Parameters, buffers);
        return variants.Add(new Variant(recording, targets.Shape, optimizer));
    }

    /// <summary>The loss, followed by its gradient in respect of each parameter; null for one that it does not depend on, or that is frozen.</summary>
    /// <exception cref="InvalidOperationException">It depends on none of them, or all are frozen.</exception>
    internal static Tensor<T>?[] Differentiate(Func<Tensor<T>> function, IReadOnlyList<Parameter<T>> parameters)
    {
        using GraphRegion region = new(recording: true, inference: false);
        Tensor<T> loss = function() ?? throw new InvalidOperationException("TrainingStep: the function returned null.");
        if (parameters.All(parameter => parameter.IsFrozen)) throw TrainsNothing("all of the optimizer's parameters are frozen", parameters);
        if (!loss.RequiresGradient) throw DependsOnNone(parameters);
        Tensor<T> seed = loss.CheckSeed(null, nameof(TrainingStep<T>));
        Tensor<T>?[] gradients = GradientWalk<T>.ToInputs(loss, parameters, seed, retainGraph: false, createGraph: false);
        if (Array.TrueForAll(gradients, gradient => gradient is null)) throw DependsOnNone(parameters);
        using GraphRegion unrecorded = new(recording: false, inference: false);
        // One that is the memory of a parameter would change while the optimizer reads it.
        return [loss, .. gradients.Select(gradient => gradient is { Changes: not null } ? gradient * T.One : gradient)];
    }

    private static InvalidOperationException DependsOnNone(IReadOnlyList<Parameter<T>> parameters) =>
        TrainsNothing("the loss depends on none of the optimizer's parameters", parameters);

    private static InvalidOperationException TrainsNothing(string trouble, IReadOnlyList<Parameter<T>> parameters)
    {
        const int Named = 3;
        string names = string.Join(", ", parameters.Take(Named).Select(parameter => $"'{parameter.Name}'"));
        return new InvalidOperationException($"TrainingStep: {trouble}: {names}{(parameters.Count > Named ? ", …" : "")}.");
    }

    /// <summary>The step for batches of one shape, while the same parameters are frozen.</summary>
    private sealed class Variant
    {
        private readonly StepRecording<T> recording;
        private readonly Shape targets;
        private readonly Optimizer<T> optimizer;
        private readonly bool[] areFrozen;
        private readonly Tensor<T>?[] own = new Tensor<T>?[2];

        public Variant(StepRecording<T> recording, Shape targets, Optimizer<T> optimizer)
        {
            this.recording = recording;
            this.targets = targets;
            this.optimizer = optimizer;
            areFrozen = [.. optimizer.Parameters.Select(parameter => parameter.IsFrozen)];
            Evaluate = () =>
            {
                recording.Run();
                return Pass(recording.Results, optimizer.Parameters);
            };
        }

        /// <summary>Computes the loss of the batch that is bound, and its gradients.</summary>
        public Func<T> Evaluate { get; }

        public StepRecording<T> Recording => recording;

        public IndexTensor? Labels { get; init; }

        public ThreadChoice Threads { get; } = new();

        /// <summary>The bytes of its copy of a batch.</summary>
        public unsafe long OwnBytes => own.Sum(memory => (long)(memory?.ElementCount ?? 0) * sizeof(T)) + (Labels?.Buffer.Length ?? 0L) * sizeof(int);

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
