namespace MiniGrad.Training;

/// <summary>What a trainer knows besides the model and the optimizer: how far it is, and what it has seen.</summary>
/// <param name="Counts">Steps in all, steps of the current epoch.</param>
/// <param name="Sums">Of the current epoch: weighted losses, weights.</param>
/// <param name="Ticks">Times: of steps, evaluation, checkpoints, in all, and when the current epoch began.</param>
/// <param name="Epochs">The epochs so far.</param>
/// <param name="Losses">The losses of the steps.</param>
/// <param name="Warnings">What went wrong without ending the training.</param>
/// <param name="EarlyStopping">The early stopping's state and best values, if there is one.</param>
/// <param name="Plateau">The plateau's state, if there is one.</param>
internal sealed record TrainerProgress<T>(
    (long Steps, long InEpoch) Counts, (double Loss, double Weight) Sums, long[] Ticks, IReadOnlyList<EpochResult> Epochs, LossCurve Losses,
    IReadOnlyList<string> Warnings, (EarlyStoppingState State, Tensor<T>[] Best)? EarlyStopping, PlateauState? Plateau)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
