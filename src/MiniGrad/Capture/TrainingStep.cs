using MiniGrad.Data;
using MiniGrad.Kernels;
using MiniGrad.Optimizers;

namespace MiniGrad;

/// <summary>One step of training, captured: the loss of a batch, its gradients and the update of the parameters, recorded and then replayed
/// on every batch, to the same bits as when each operation is called, and without allocating anything.</summary>
/// <remarks><para>Steps 1, 2, 4, 8, 16 and so on for batches of one shape run the function as it is, and all others replay the recording.
/// Batches of another shape, such as a smaller last one, get a recording of their own; beyond four shapes, those that come back. The
/// learning rate and everything else in the optimizer stays live, frozen parameters are noticed, and operations with randomness, such as
/// dropout and <see cref="Noise"/>, draw anew at every step.</para>
/// <para>A step that runs the function compares it with the recording: operations, their settings, shapes, where inputs come from, the
/// values of tensors from outside. A difference is refused by a <see cref="CaptureException"/> that names the operation and both values,
/// before anything is updated. Until then, replays go on as recorded, so call <see cref="Verify"/> wherever something may have changed; a
/// <c>Trainer</c> does so at the beginning of epochs.</para>
/// <para>A number that is meant to change, such as an annealed factor, is a <see cref="LiveNumber{T}"/>, which every step reads anew at no
/// cost. Not possible are looking at values and branching on them, random numbers from elsewhere, and another captured step inside. A
/// function that needs these runs with <c>captures: false</c>.</para>
/// <para>Not safe for use by several threads at once, as training is not. Tensors that the function let out hold other values after the
/// next step.</para></remarks>
/// <example><code>
/// TrainingStep&lt;float&gt; step = new(optimizer, batch =&gt; Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
/// foreach (Batch&lt;float&gt; batch in data.Batches(64, random)) step.Run(batch);
/// </code></example>
public sealed partial class TrainingStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int VerifiedEpochs = 8;

    // To verify takes as long as 17 more steps for the smallest network, which makes 34 for two shapes of batches, and as 2 for large
    // batches.
    private const int StepsBetweenVerifications = 4000;
    private const int StepsBetweenVerificationsOfLargeBatches = 500;
    private const int LargeBatch = 16384;

    private readonly Optimizer<T> optimizer;
    private readonly Func<Batch<T>, Tensor<T>> loss;
    private readonly bool captures;
    private readonly RecentlyUsed<Variant, Batch<T>> variants =
        new([MethodImpl(AggressiveOptimization)] static (known, batch) => known.Fits(batch));
    private readonly List<Storage<T>> buffers = [];
    private readonly Func<string, NonFiniteGradientException> refusal;
    private Variant? latest;
    private Batch<T>? running;
    private bool isFirstEvaluation;
    private T received;
    private long stepsSinceVerification;
    private int epochs;

    /// <param name="optimizer">Updates the parameters, with respect to which the loss is differentiated.</param>
    /// <param name="loss">From a batch to its loss, of one element. Where the samples have weights, it must use them.</param>
    /// <param name="captures">Whether steps are captured. Default: yes; if not, every step calls the function.</param>
    public TrainingStep(Optimizer<T> optimizer, Func<Batch<T>, Tensor<T>> loss, bool captures = true)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        (this.optimizer, this.loss, this.captures) = (optimizer, loss, captures);
        refusal = parameter => Refusal(running!, parameter);
    }

    /// <summary>Whether a loss that is NaN or infinite is refused, before anything is updated by its gradients.</summary>
    internal bool RefusesNonFiniteLoss { get; init; }

    /// <summary>Computes the loss and its gradients, and updates the parameters.</summary>
    /// <param name="batch">The samples.</param>
    /// <returns>The loss before the update.</returns>
    /// <remarks>Samples of a data set are copied. Gradients stay in <see cref="Parameter{T}.Gradient"/> until the next step.</remarks>
    /// <exception cref="InvalidOperationException">The batch does not have what the loss asks for; the loss does not use the samples'
    /// weights; it depends on none of the optimizer's parameters, or all of them are frozen.</exception>
    /// <exception cref="NonFiniteGradientException">A gradient is NaN or infinite; the message names the operation whose derivative is the
    /// first to be so. Nothing was updated.</exception>
    /// <exception cref="CaptureException">The function cannot be captured; the message says why.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    [MethodImpl(AggressiveOptimization)]
    public T Run(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Capture.CheckNotNested();
        return captures ? RunCaptured(batch) : RunUncaptured(batch);
    }

    /// <summary>Has the next step for batches of each shape call the function and compare it with the recording.</summary>
    /// <remarks>Call it where something about the loss may have changed, such as at the beginning of an epoch.</remarks>
    public void Verify()
    {
        stepsSinceVerification = 0;
        foreach (Variant variant in variants.Items) variant.Recording.VerifyNext();
    }

    /// <summary>Verifies at the beginning of an epoch: of the first ones, and then of each by which enough steps were made for it to cost
    /// less than a percent of the time.</summary>
    internal void BeginEpoch()
    {
        bool isLarge = variants.Items.Any(variant => variant.FirstShape.ElementCount >= LargeBatch);
        int enough = isLarge ? StepsBetweenVerificationsOfLargeBatches : StepsBetweenVerifications;
        if (epochs++ < VerifiedEpochs || stepsSinceVerification >= enough) Verify();
    }

    /// <summary>The bytes that captured steps keep from one to the next: intermediate results and gradients, and copies of batches. 0
    /// before the third step.</summary>
    internal unsafe long KeptBytes =>
        buffers.Sum(buffer => (long)buffer.ArrayLength * sizeof(T)) + variants.Items.Sum(variant => variant.OwnBytes);

    /// <summary>The number of operations that are asked to compute at each replay for the batches used last; null before the
    /// first.</summary>
    internal int? UnpreparedCount => latest?.Recording.UnpreparedCount;

    [MethodImpl(AggressiveOptimization)]
    private T RunCaptured(Batch<T> batch)
    {
        if (latest is not { } variant || !variant.Fits(batch))
        {
            if (FindOrAdd(batch) is not { } found) return RunUncaptured(batch);
            latest = variant = found;
        }
        variant.Take(batch);
        stepsSinceVerification++;
        return variant.Gradients is { } gradients && optimizer.MayStepTogether
            ? RunSmall(batch, variant.Recording, gradients) : RunAny(batch, variant);
    }

    private T RunAny(Batch<T> batch, Variant variant)
    {
        (running, isFirstEvaluation) = (batch, true);
        using ThreadChoice.Run run = variant.Threads.Begin();
        T value = optimizer.StepWith(variant.Evaluate);
        running = null;
        return value;
    }

    /// <summary>Does what <see cref="RunAny"/> does, with all parameters updated together. Writes no reference where none changes: each
    /// takes several nanoseconds.</summary>
    [MethodImpl(AggressiveOptimization)]
    private T RunSmall(Batch<T> batch, StepRecording<T> recording, CapturedGradients<T> gradients)
    {
        recording.Run();
        T value = gradients.Loss;
        CheckLoss(value);
        HandOver(recording.Results);
        // What is not finite may lie between the gradients, where it does not count.
        if (!gradients.AreFinite && optimizer.FirstNotFinite() is { } name)
        {
            (running, received) = (batch, value);
            throw refusal(name);
        }
        if (!optimizer.TryStep(gradients.Entries)) optimizer.Step();
        return value;
    }

    /// <summary>The variant for a batch, or null if it is not worth while to record one.</summary>
    private Variant? FindOrAdd(Batch<T> batch)
    {
        if (variants.Find(batch) is { } known) return known;
        variants.Forget(static known => !known.IsCurrent);
        return variants.IsWorthAdding(batch.Shapes) ? variants.Add(new Variant(this, batch)) : null;
    }

    // Apart, so that captured steps do not allocate the closures. All it keeps is in these: the loss may run this step again.
    private T RunUncaptured(Batch<T> batch)
    {
        bool isFirst = true;
        return optimizer.StepWith(() => Receive(
            Differentiate(() => LossOf(batch), optimizer.Parameters), parameter => Refusal(batch, parameter), ref isFirst));
    }

    private Tensor<T> LossOf(Batch<T> batch)
    {
        Tensor<T> value = loss(batch);
        return !batch.HasWeights || batch.UsesWeights ? value : throw new InvalidOperationException(
            "TrainingStep: the samples have weights, which the loss does not use; expected it to ask for the batch's Weights.");
    }

    /// <summary>Hands the gradients to the parameters, and returns the loss. Refuses one that must be finite and is not, and gradients that
    /// are not; points that a line search tries may have any.</summary>
    [MethodImpl(AggressiveOptimization)]
    private T Receive(Tensor<T>?[] results, Func<string, NonFiniteGradientException> refusal, ref bool isFirstEvaluation)
    {
        T value = received = results[0]!.Buffer[0];
        bool isFirst = isFirstEvaluation;
        isFirstEvaluation = false;
        if (isFirst) CheckLoss(value);
        bool looks = isFirst && optimizer.BeginRefusing(refusal);
        HandOver(results);
        if (!looks) return value;
        ZeroSum<T> sum = default;
        for (int i = 1; i < results.Length; i++)
            if (results[i] is { IsKnownFinite: false } gradient) sum.Add(gradient.Buffer);
        return sum.IsFinite ? value : throw refusal(optimizer.FirstNotFinite()!);
    }

    [MethodImpl(AggressiveInlining)]
    private void CheckLoss(T value)
    {
        if (RefusesNonFiniteLoss && !T.IsFinite(value)) throw new NonFiniteLossException(double.CreateTruncating(value));
    }

    /// <summary>Gives the parameters their gradients, which come after the loss.</summary>
    [MethodImpl(AggressiveInlining)]
    private void HandOver(Tensor<T>?[] results)
    {
        Parameter<T>[] parameters = optimizer.ParameterArray;
        for (int i = 0; i < parameters.Length; i++) parameters[i].SetGradient(results[i + 1]);
    }

    /// <summary>Says where numbers that are not finite first appear on the way back from the loss. For that it calls the function again, as
    /// one to be captured, which can change nothing; where it cannot be, the cause stays unknown.</summary>
    private NonFiniteGradientException Refusal(Batch<T> batch, string parameter)
    {
        string? cause = null;
        try
        {
            using DryRun dryRun = DryRun.Begin();
            using GraphRegion region = new(recording: true, inference: false);
            Capture<T>.Of([], [], () =>
            {
                Tensor<T> value = loss(batch);
                // With random numbers it may be another function now.
                if (!value.Buffer[0].Equals(received)) return;
                if (!T.IsFinite(received)) cause = FormattableString.Invariant($"the loss is {received}");
                else GradientWalk<T>.ToInputs(value, optimizer.Parameters, Tensor.Ones<T>(value.Shape), false, false, Watch);
            });
        }
        catch (Exception) { }
        return new NonFiniteGradientException(nameof(TrainingStep<T>), parameter, cause);

        void Watch(Operation<T> operation, Tensor<T> gradient, bool isSum)
        {
            if (cause is not null || FiniteKernel.All<T>(gradient.Buffer)) return;
            string what = isSum ? "the sum of gradients with that of" : "the derivative of";
            cause = $"{what} {operation.Name}, with an output of shape {operation.Output.Shape}, is the first not to be finite";
        }
    }

    /// <summary>The loss, then its gradient for each parameter; null for one that is frozen or has no influence.</summary>
    /// <exception cref="InvalidOperationException">It depends on none of them, or all are frozen.</exception>
    internal static Tensor<T>?[] Differentiate(Func<Tensor<T>> function, IReadOnlyList<Parameter<T>> parameters)
    {
        using GraphRegion region = new(recording: true, inference: false);
        Tensor<T> loss = function() ?? throw new InvalidOperationException("TrainingStep: the function returned null.");
        if (parameters.All(parameter => parameter.IsFrozen))
            throw TrainsNothing("all of the optimizer's parameters are frozen", parameters);
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
