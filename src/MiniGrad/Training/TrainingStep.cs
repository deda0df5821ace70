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
/// Steps 1, 2, 4, 8, 16 and so on for inputs of one shape run the function as it is, and all others replay what was seen. Batches of
/// another shape, such as a smaller last one, get a recording of their own. The learning rate and everything else in the optimizer stays
/// live, frozen parameters are noticed, and operations with randomness, such as dropout and <see cref="Noise"/>, draw anew at every step.
/// </para>
/// <para>
/// A step that runs the function compares what it does with what was recorded: operations, their settings, shapes, where inputs come from,
/// the values of tensors from outside. A difference is refused by a <see cref="CaptureException"/> that names the operation and both
/// values, before anything is updated. Until then, replays go on as recorded, so call <see cref="Verify"/> wherever something may have
/// changed; a <c>Trainer</c> does so at the beginning of epochs.
/// </para>
/// <para>
/// A number that is meant to change, such as an annealed factor, is a <see cref="LiveNumber{T}"/>, which every step reads anew at no cost.
/// Not possible are looking at values and branching on them, random numbers from elsewhere, and another captured step inside. A function
/// that needs these runs with <c>capture: false</c>.
/// </para>
/// <para>Not safe for use by several threads at once, as training is not. Tensors that the function let out hold other values after the next step.</para>
/// </remarks>
public sealed partial class TrainingStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int VerifiedEpochs = 8;

    // To verify takes as long as 17 more steps for the smallest network, which makes 34 for two shapes of batches, and as 2 for large
    // batches.
    private const int StepsBetweenVerifications = 4000;
    private const int StepsBetweenVerificationsOfLargeBatches = 500;
    private const int LargeBatch = 16384;

    private readonly Optimizer<T> optimizer;
    private readonly Func<StepData<T>, Tensor<T>> loss;
    private readonly bool takesLabels;
    private readonly bool takesWeights;
    private readonly bool capture;
    private readonly RecentlyUsed<Variant> variants = new();
    private readonly List<Storage<T>> buffers = [];
    private bool isFirstEvaluation;
    private long stepsSinceVerification;
    private int epochs;

    /// <summary>A step that learns classes.</summary>
    /// <param name="optimizer">Updates the parameters, which are those that the loss is differentiated in respect of.</param>
    /// <param name="loss">From a batch of inputs and its labels to the loss, of one element.</param>
    /// <param name="capture">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    [OverloadResolutionPriority(1)]
    public TrainingStep(Optimizer<T> optimizer, Func<Tensor<T>, IndexTensor, Tensor<T>> loss, bool capture = true)
        : this(optimizer, capture, takesLabels: true, takesWeights: false, Checked(loss, data => loss(data.Inputs, data.Labels!))) { }

    /// <summary>A step that learns numbers.</summary>
    /// <param name="optimizer">Updates the parameters, which are those that the loss is differentiated in respect of.</param>
    /// <param name="loss">From a batch of inputs and its targets to the loss, of one element.</param>
    /// <param name="capture">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    public TrainingStep(Optimizer<T> optimizer, Func<Tensor<T>, Tensor<T>, Tensor<T>> loss, bool capture = true)
        : this(optimizer, capture, takesLabels: false, takesWeights: false, Checked(loss, data => loss(data.Inputs, data.Targets!))) { }

    /// <summary>A step that learns classes from samples that do not all count the same.</summary>
    /// <param name="optimizer">Updates the parameters, which are those that the loss is differentiated in respect of.</param>
    /// <param name="loss">From a batch of inputs, its labels and its samples' weights to the loss, of one element.</param>
    /// <param name="capture">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    [OverloadResolutionPriority(1)]
    public TrainingStep(Optimizer<T> optimizer, Func<Tensor<T>, IndexTensor, Tensor<T>, Tensor<T>> loss, bool capture = true)
        : this(optimizer, capture, takesLabels: true, takesWeights: true, Checked(loss, data => loss(data.Inputs, data.Labels!, data.Weights!))) { }

    /// <summary>A step that learns numbers from samples that do not all count the same.</summary>
    /// <param name="optimizer">Updates the parameters, which are those that the loss is differentiated in respect of.</param>
    /// <param name="loss">From a batch of inputs, its targets and its samples' weights to the loss, of one element.</param>
    /// <param name="capture">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    public TrainingStep(Optimizer<T> optimizer, Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>> loss, bool capture = true)
        : this(optimizer, capture, takesLabels: false, takesWeights: true, Checked(loss, data => loss(data.Inputs, data.Targets!, data.Weights!))) { }

    internal TrainingStep(Optimizer<T> optimizer, bool capture, bool takesLabels, bool takesWeights, Func<StepData<T>, Tensor<T>> loss)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        this.optimizer = optimizer;
        this.capture = capture;
        this.takesLabels = takesLabels;
        this.takesWeights = takesWeights;
        this.loss = loss;
    }

    /// <summary>Whether a loss that is NaN or infinite is refused, before anything is updated by its gradients.</summary>
    internal bool RefusesNonFiniteLoss { get; init; }

    /// <summary>Computes the loss and its gradients, and updates the parameters.</summary>
    /// <returns>The loss before the update.</returns>
    /// <remarks>The gradients are then in <see cref="Parameter{T}.Gradient"/>, until the next step overwrites them.</remarks>
    /// <exception cref="InvalidOperationException">
    /// This step learns numbers, not labels, or from weighted samples, or the reverse; the loss depends on none of the optimizer's parameters, or all of
    /// them are frozen.
    /// </exception>
    /// <exception cref="CaptureException">The function cannot be captured; the message says why.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public T Run(Tensor<T> inputs, IndexTensor labels) => Run(Data(inputs, targets: null, labels, weights: null));

    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(Tensor<T> inputs, IndexTensor labels, Tensor<T> weights) => Run(Data(inputs, targets: null, labels, weights));

    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(Tensor<T> inputs, Tensor<T> targets) => Run(Data(inputs, targets, labels: null, weights: null));

    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(Tensor<T> inputs, Tensor<T> targets, Tensor<T> weights) => Run(Data(inputs, targets, labels: null, weights));

    /// <summary>The same on a batch of a data set, whose samples are copied to memory of this step's own: nothing is allocated.</summary>
    /// <inheritdoc cref="Run(Tensor{T}, IndexTensor)"/>
    public T Run(LabeledBatch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Check(hasLabels: true, batch.HasWeights);
        if (!capture) return RunUncaptured(StepData<T>.Of(batch));
        Variant variant = Find(batch.InputShape, batch.LabelShape, batch.WeightShape) ?? Record(StepData<T>.Of(batch));
        batch.CopyTo(variant.OwnMemory(0), variant.Labels!.Buffer, batch.HasWeights ? variant.OwnMemory(1) : []);
        return Run(variant);
    }

    /// <inheritdoc cref="Run(LabeledBatch{T})"/>
    public T Run(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Check(hasLabels: false, batch.HasWeights);
        if (!capture) return RunUncaptured(StepData<T>.Of(batch));
        Variant variant = Find(batch.InputShape, batch.TargetShape, batch.WeightShape) ?? Record(StepData<T>.Of(batch));
        batch.CopyTo(variant.OwnMemory(0), variant.OwnMemory(1), batch.HasWeights ? variant.OwnMemory(2) : []);
        return Run(variant);
    }

    /// <summary>
    /// Has the next step for batches of each shape call the function again, and compare what it does with what was recorded.
    /// </summary>
    /// <remarks>For a time at which something about the loss may have changed, such as the beginning of an epoch.</remarks>
    public void Verify()
    {
        stepsSinceVerification = 0;
        foreach (Variant variant in variants.Items) variant.Recording.VerifyNext();
    }

    /// <summary>
    /// Verifies at the beginning of an epoch: of the first ones, and then of each by which enough steps were made for it to cost less than
    /// a percent of the time.
    /// </summary>
    internal void BeginEpoch()
    {
        bool isLarge = variants.Items.Any(variant => variant.Recording.InputShape(0).ElementCount >= LargeBatch);
        int enough = isLarge ? StepsBetweenVerificationsOfLargeBatches : StepsBetweenVerifications;
        if (epochs++ < VerifiedEpochs || stepsSinceVerification >= enough) Verify();
    }

    /// <summary>
    /// The bytes that captured steps keep from one to the next: intermediate results and gradients, and copies of batches. 0 before the third step.
    /// </summary>
    internal unsafe long KeptBytes => buffers.Sum(buffer => (long)buffer.ArrayLength * sizeof(T)) + variants.Items.Sum(variant => variant.OwnBytes);

    private T Run(StepData<T> data)
    {
        if (!capture) return RunUncaptured(data);
        Variant variant = Find(data.Inputs.Shape, data.TargetShape, data.Weights?.Shape) ?? Record(data);
        data.Labels?.Span.CopyTo(variant.Labels!.Buffer);
        for (int i = 0; i < data.TensorCount; i++) variant.Recording.Bind(i, data.Tensor(i));
        return Run(variant);
    }

    private T Run(Variant variant)
    {
        isFirstEvaluation = true;
        stepsSinceVerification++;
        using ThreadChoice.Run run = variant.Threads.Begin();
        return optimizer.StepWith(variant.Evaluate);
    }

    private T RunUncaptured(StepData<T> data)
    {
        isFirstEvaluation = true;
        return optimizer.StepWith(() => Guard(Pass(Differentiate(() => loss(data), optimizer.Parameters), optimizer.Parameters)));
    }

    private StepData<T> Data(Tensor<T> inputs, Tensor<T>? targets, IndexTensor? labels, Tensor<T>? weights)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (targets is null && labels is null) throw new ArgumentNullException(nameof(targets));
        Check(labels is not null, weights is not null);
        return new StepData<T>(inputs, targets, labels, weights);
    }

    /// <exception cref="InvalidOperationException">The loss takes something else.</exception>
    private void Check(bool hasLabels, bool hasWeights)
    {
        if (hasLabels != takesLabels)
        {
            throw new InvalidOperationException(
                takesLabels ? "TrainingStep: this step was made for labels, got targets of numbers." : "TrainingStep: this step was made for targets of numbers, got labels.");
        }
        if (hasWeights == takesWeights) return;
        throw new InvalidOperationException(
            takesWeights ? "TrainingStep: this step's loss takes the samples' weights, and there are none." : "TrainingStep: the samples have weights, which this step's loss does not take.");
    }

    /// <summary>A loss, or if it must be finite and is not, an exception before it does harm. Points that a line search tries may have any loss.</summary>
    private T Guard(T value)
    {
        bool isTried = !isFirstEvaluation;
        isFirstEvaluation = false;
        return !RefusesNonFiniteLoss || isTried || T.IsFinite(value) ? value : throw new NonFiniteLossException(double.CreateTruncating(value));
    }

    private static Func<StepData<T>, Tensor<T>> Checked(Delegate loss, Func<StepData<T>, Tensor<T>> function)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return function;
    }

    /// <summary>Hands the gradients to the parameters.</summary>
    /// <returns>The loss.</returns>
    internal static T Pass(Tensor<T>?[] results, IReadOnlyList<Parameter<T>> parameters)
    {
        for (int i = 1; i < results.Length; i++) parameters[i - 1].SetGradient(results[i]);
        return results[0]!.Buffer[0];
    }

    private Variant? Find(Shape inputs, Shape targets, Shape? weights)
    {
        Capture.CheckNotNested();
        return variants.Find(
            (Inputs: inputs, Targets: targets, Weights: weights), static (variant, shapes) => variant.Fits(shapes.Inputs, shapes.Targets, shapes.Weights));
    }

    private Variant Record(StepData<T> data)
    {
        IndexTensor? own = data.Labels is { } labels ? new(labels.ToArray(), labels.Shape) : null;
        Tensor<T>[] tensors = [.. Enumerable.Range(0, data.TensorCount).Select(data.Tensor)];
        // Of the batch, which may be the whole of the data, the recording keeps nothing.
        bool hasTargets = data.Targets is not null, hasWeights = data.Weights is not null;
        StepRecording<T> recording = new(
            x => Differentiate(() => loss(StepData<T>.Of(x, own, hasTargets, hasWeights)), optimizer.Parameters), tensors, own, optimizer.Parameters, buffers);
        return variants.Add(new Variant(this, recording, data) { Labels = own });
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
}
